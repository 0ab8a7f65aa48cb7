BEGIN
{
	a[1] = 10;
	a[1] = 0;
	printf("%d\n", a[1]);
	a[1]++;
	printf("%d\n", a[1]);
	exit(0);
}
