BEGIN
{
	printf("%d %s %x %c %d %s\n", 1, "two", 3, '4', 5, "six");
	exit(0);
}
