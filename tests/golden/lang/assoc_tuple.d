BEGIN
{
	a[1, "x", 'c'] = 7;
	a[1, "y", 'c'] = 8;
	printf("%d %d %d\n", a[1, "x", 'c'], a[1, "y", 'c'], a[2, "x", 'c']);
	exit(0);
}
