BEGIN
{
	x = 1;
	printf("%d %d %d\n", x << 0, x << 4, x << 31);
	printf("%d %x\n", (int64_t)1 << 40, (uint64_t)1 << 63);
	exit(0);
}
