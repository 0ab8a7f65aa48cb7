BEGIN
{
	printf("%d %d %d %d\n", sizeof (1), sizeof (2147483647), sizeof (2147483648), sizeof (4294967296));
	printf("%d %d %d\n", sizeof (1u), sizeof (4294967295u), sizeof (4294967296u));
	printf("%d %d %d %d\n", sizeof (1l), sizeof (1ul), sizeof (1ll), sizeof (1ull));
	exit(0);
}
