BEGIN
{
	printf("%d %d %d %d\n", "a" < "b", "a" < "aa", "" < "a", "Z" < "a");
	printf("%d\n", execname == "nosuch");
	exit(0);
}
