BEGIN
{
	s = "abcdefgh";
	printf("%s %d %d\n", s, s == "abcd", sizeof (s));
	exit(0);
}
