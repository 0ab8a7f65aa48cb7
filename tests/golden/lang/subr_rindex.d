BEGIN
{
	s = "abcabc";
	printf("%d %d %d %d\n", rindex(s, "b"), rindex(s, "c"), rindex(s, "z"), rindex(s, ""));
	printf("%d %d %d %d\n", rindex(s, "b", 3), rindex(s, "b", 0), rindex(s, "a", 99), rindex(s, "a", -1));
	printf("%d %d\n", rindex(s, "", -1), rindex("", ""));
	exit(0);
}
