BEGIN
{
	s = "foobar";
	printf("[%s] [%s] [%s] [%s]\n", substr(s, 3), substr(s, 0, 3), substr(s, 1, 2), substr(s, 6));
	printf("[%s] [%s] [%s]\n", substr(s, -3), substr(s, -3, 2), substr(s, -10));
	printf("[%s] [%s] [%s]\n", substr(s, 0, -2), substr(s, 2, -1), substr(s, -4, -1));
	printf("[%s] [%s] [%s]\n", substr(s, 9), substr(s, 0, 0), substr(s, 2, 99));
	exit(0);
}
