BEGIN
{
	x = 3;
	a[x + 1] = 5;
	a[x * 2] = 6;
	printf("%d %d\n", a[4], a[6]);
	exit(0);
}
