BEGIN
{
	x = 0;
	y = 5;
	printf("%d%d%d%d\n", x && y, y && x, y && y, x && x);
	printf("%d%d\n", 7 && 8, 0 && 1);
	exit(0);
}
