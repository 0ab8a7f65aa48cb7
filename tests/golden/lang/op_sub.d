BEGIN
{
	printf("%d %d\n", 7 - 10, 10 - 7);
	x = 5;
	y = 8;
	printf("%d %d %d\n", x - y, y - x, x - y - y);
	exit(0);
}
