BEGIN
{
	printf("%s %s %s %s\n", cleanpath("/a/.."), cleanpath("/a/b/.."), cleanpath("/.."), cleanpath("//a/b/../.."));
	printf("%s %s %s %s\n", cleanpath("abc/.."), cleanpath("a/../b"), cleanpath("../a"), cleanpath("/../a"));
	exit(0);
}
