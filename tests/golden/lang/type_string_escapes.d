BEGIN
{
	printf("%s|%s|%s\n", "a\tb", "q\"q", "b\\b");
	printf("%s|%s\n", "\101\102", "\x43\x44");
	exit(0);
}
