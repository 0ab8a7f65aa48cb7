/* Seven values find room; what is set to 0 makes room for another. */
int n;

tick-1ms
/n < 9/
{
	a[n] = n + 1;
	n++;
}

tick-1ms
/n == 9/
{
	printf("%d %d %d %d\n", a[0], a[6], a[7], a[8]);
	a[0] = 0;
	a[8] = 9;
	printf("%d %d\n", a[0], a[8]);
	exit(0);
}
