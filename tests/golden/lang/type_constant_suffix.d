BEGIN
{
	printf("%d %d %d %d\n", 1U, 2L, 3LL, 4ULL);
	printf("%d %d %d\n", 5lu, 6Ul, 0x7llu);
	exit(0);
}
