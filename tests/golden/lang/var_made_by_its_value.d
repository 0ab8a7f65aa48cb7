BEGIN
{
	x = 	y = (x++, x + 10);
	printf("%d %d\n", x, y);
	exit(0);
}
