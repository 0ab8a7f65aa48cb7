BEGIN
{
	s = "fore";
	printf("%s %s [%s]\n", strjoin(s, "ground"), strjoin("a", strjoin("b", "c")), strjoin("", ""));
	exit(0);
}
