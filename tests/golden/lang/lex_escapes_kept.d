BEGIN
{
	/* a quote needs no backslash in a string, nor has it one in a constant */
	printf("[\'\?]\n");
	printf("%s %d\n", "\'", strlen("\q\'"));
	printf("%d %d %d\n", '\'', '\q', '"');
	/* no digits, no character; a string ends there */
	printf("%d %d\n", strlen("a\xg"), '\x');
	exit(0);
}
