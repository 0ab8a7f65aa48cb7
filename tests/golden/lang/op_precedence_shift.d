BEGIN
{
	printf("%d %d\n", 1 + 1 << 3, 1 << 2 + 1);
	printf("%d %d\n", 16 >> 1 < 9, 1 << 1 == 2);
	exit(0);
}
