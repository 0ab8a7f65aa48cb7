BEGIN
{
	printf("%C %C %C %C\n", 'a', '\n', '\t', 1);
	exit(0);
}
