BEGIN
{
	x = 7;
	y = -7;
	printf("%d %d %d %d\n", x % 3, y % 3, x % -3, y % -3);
	printf("%d %d %d\n", -7 % 3, 7 % -3, 7 % 7);
	exit(0);
}
