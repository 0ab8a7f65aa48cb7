BEGIN
{
	x = -1;
	y = 1;
	printf("%d%d%d%d%d%d\n", x < y, x <= y, x > y, x >= y, x == y, x != y);
	printf("%d%d%d%d%d%d\n", 3 < 3, 3 <= 3, 3 > 3, 3 >= 3, 3 == 3, 3 != 3);
	exit(0);
}
