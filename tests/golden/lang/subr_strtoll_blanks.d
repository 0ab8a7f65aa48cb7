BEGIN
{
	printf("%d %d %d %d\n", strtoll(" \t12"), strtoll("\n12"), strtoll("0x", 16), strtoll("- 1"));
	exit(0);
}
