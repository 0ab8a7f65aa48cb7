BEGIN
{
	s = "abcabc";
	printf("%d %d %d %d\n", index(s, "b"), index(s, "c"), index(s, "z"), index(s, ""));
	printf("%d %d %d %d\n", index(s, "b", 2), index(s, "b", 5), index(s, "a", -3), index(s, "abc", 1));
	printf("%d %d %d\n", index(s, "", 6), index(s, "", 9), index("", ""));
	exit(0);
}
