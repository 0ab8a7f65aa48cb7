BEGIN
{
	x = 0;
	printf("%d %x %u\n", ~x, ~x, ~(uint64_t)0);
	printf("%d %d\n", ~5, ~-1);
	exit(0);
}
