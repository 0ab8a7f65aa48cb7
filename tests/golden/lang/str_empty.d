BEGIN
{
	s = "";
	printf("[%s] %d %d\n", s, strlen(s), s == "");
	exit(0);
}
