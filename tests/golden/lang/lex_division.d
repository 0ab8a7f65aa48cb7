BEGIN
{
	x = 12;
	y = 3;
	printf("%d %d\n", x / y, x / y / 2);
	printf("%d\n", x / (y));
	exit(0);
}
