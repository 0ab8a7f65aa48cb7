BEGIN
{
	printf("%d %d %d %d\n", 1U, 2L, 3LL, 4ULL);
	printf("%d %d %d\n", 5ul, 6Ul, 0x7ull);
	exit(0);
}
