BEGIN
{
	s = "abc";
	printf("%c %c %d %d\n", s[0], s[2], s[1], *s);
	printf("[%s]\n", stringof(s + 1));
	exit(0);
}
