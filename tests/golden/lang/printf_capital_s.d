BEGIN
{
	printf("%S\n", "a\tb\nc");
	printf("%S %S\n", "q\"q", "b\\b");
	exit(0);
}
