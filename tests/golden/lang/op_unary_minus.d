BEGIN
{
	x = 5;
	printf("%d %d %d %d\n", -x, - -x, -(-7), -(x + 1));
	printf("%u\n", -(uint64_t)1);
	exit(0);
}
