BEGIN
{
	x = (int64_t)-5;
	y = (uint32_t)3;
	z = -5;
	printf("%d %d %d\n", x / y, x % y, x < y);
	printf("%d %d\n", z % y, z < y);
	exit(0);
}
