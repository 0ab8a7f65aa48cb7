BEGIN
{
	s = "hello";
	printf("%d %d %d\n", strlen(s), strlen(""), strlen("a b\n"));
	exit(0);
}
