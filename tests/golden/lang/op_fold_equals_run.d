BEGIN
{
	/* what the compiler folds is what the engine computes */
	a = 123456789;
	b = 1000;
	printf("%d %d\n", 123456789 * 1000, a * b);
	printf("%d %d\n", (123456789 * 1000) / 7, (a * b) / 7);
	printf("%x %x\n", 0xdeadbeef << 4, (a - a + 0xdeadbeef) << 4);
	exit(0);
}
