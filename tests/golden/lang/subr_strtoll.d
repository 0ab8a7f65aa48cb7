BEGIN
{
	printf("%d %d %d\n", strtoll("123"), strtoll("-123"), strtoll("+7"));
	printf("%d %d %d\n", strtoll("  42"), strtoll("12ab"), strtoll("ab"));
	printf("%d %d %d\n", strtoll(""), strtoll("-"), strtoll("0"));
	exit(0);
}
