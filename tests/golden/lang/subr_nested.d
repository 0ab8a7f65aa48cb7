BEGIN
{
	printf("%d %s\n", strlen(strjoin("abc", substr("defgh", 1, 2))), toupper(basename("/a/file.c")));
	exit(0);
}
