BEGIN
{
	x = y = 5;
	z = x++ + ++y;
	printf("%d %d %d\n", x, y, z);
	exit(0);
}
