BEGIN
{
	printf("%T\n", (uint64_t)0);
	printf("%T\n", (int64_t)123456789 * 1000000000);
	exit(0);
}
