BEGIN
{
	printf("%s %s %s %s\n", dirname("/usr/lib"), dirname("/usr/"), dirname("usr"), dirname("/"));
	printf("%s %s %s\n", dirname(""), dirname("."), dirname("a/b/c"));
	exit(0);
}
