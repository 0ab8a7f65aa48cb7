BEGIN
{
	printf("%d %d\n", (1 << 32) > 0, (1 << 32) == 0);
	printf("%d\n", (2147483647 + 1) > 0);
	exit(0);
}
