BEGIN
{
	printf("%d %d %c\n", 'a' + 1, sizeof ('a'), 'a' + 2);
	exit(0);
}
