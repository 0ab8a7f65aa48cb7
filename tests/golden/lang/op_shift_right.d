BEGIN
{
	x = -16;
	u = (uint64_t)-16;
	printf("%d %x\n", x >> 2, u >> 60);
	printf("%d %d\n", -1 >> 10, 1024 >> 3);
	exit(0);
}
