BEGIN
{
	printf("%s %s %s %s\n", basename("/usr/lib"), basename("/usr/"), basename("usr"), basename("/"));
	printf("%s %s %s\n", basename(""), basename("."), basename("//a//b//"));
	exit(0);
}
