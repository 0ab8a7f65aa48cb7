BEGIN
{
	/* a start before the string counts against the length */
	s = "foobar";
	printf("[%s] [%s] [%s]\n", substr(s, -8, 4), substr(s, -8, 2), substr(s, -7, 1));
	exit(0);
}
