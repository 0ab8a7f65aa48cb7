BEGIN
{
	printf("%d %d %d\n", 1 + 2, -5 + 3, 0x7fffffff + 1);
	x = 40;
	printf("%d %d\n", x + 2, x + x + x);
	exit(0);
}
