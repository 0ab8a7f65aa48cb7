BEGIN
{
	printf("%s %s %s\n", cleanpath("/a//b"), cleanpath("/a/./b"), cleanpath("/a/x/../b"));
	printf("%s %s [%s]\n", cleanpath("/a/"), cleanpath("./a"), cleanpath(""));
	printf("%s %s\n", cleanpath("/a/b/."), cleanpath("/a//./x/..//b"));
	exit(0);
}
