BEGIN
{
	printf("%Y\n", (uint64_t)123787200 * 1000000000);
	printf("[%Y]\n", (uint64_t)0);
	exit(0);
}
