BEGIN
{
	x = 7;
	y = -7;
	printf("%d %d %d %d\n", x / 2, y / 2, x / -2, y / -2);
	printf("%d %d\n", 7 / -2, -7 / 2);
	exit(0);
}
