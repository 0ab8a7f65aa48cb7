BEGIN
{
	/* arithmetic is on 64-bit registers; the type narrows only what is recorded or cast */
	x = 1 << 32;
	printf("%d %d %d\n", x, x >> 32, x > 0);
	printf("%d\n", (int64_t)x);
	exit(0);
}
