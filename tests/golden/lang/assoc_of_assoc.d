BEGIN
{
	a[1] = 2;
	b[2] = 3;
	printf("%d\n", b[a[1]]);
	exit(0);
}
