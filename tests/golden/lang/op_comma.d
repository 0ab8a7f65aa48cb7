BEGIN
{
	x = (1, 2, 3);
	printf("%d\n", x);
	y = (x++, x + 10);
	printf("%d %d\n", x, y);
	exit(0);
}
