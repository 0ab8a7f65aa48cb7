BEGIN
{
	x = (uint64_t)1;
	printf("%x %x\n", x << 63, (x << 63) >> 63);
	y = (int64_t)1 << 63;
	printf("%d %d\n", y, y >> 63);
	exit(0);
}
