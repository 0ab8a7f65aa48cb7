int n;

BEGIN
{
	a[0] = 0;
}

tick-100ms
/n < 5/
{
	a[n] = n * n;
	n++;
}

tick-1s
{
	printf("%d %d %d %d %d\n", a[0], a[1], a[2], a[3], a[4]);
	exit(0);
}
