BEGIN
{
	printf("%d %d %d\n", 6 * 7, -6 * 7, -6 * -7);
	x = 100000;
	printf("%d\n", (int64_t)x * 100000);
	exit(0);
}
