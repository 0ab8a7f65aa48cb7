BEGIN
{
	printf("%d %d %d %d\n", 'a', 'A', '0', ' ');
	printf("%d %d %d %d %d\n", '\n', '\t', '\\', '\'', '\"');
	printf("%d %d %d %d\n", '\a', '\b', '\f', '\r');
	printf("%d %d %d\n", '\v', '\101', '\x41');
	exit(0);
}
