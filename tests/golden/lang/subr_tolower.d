BEGIN
{
	printf("%s %s %s\n", tolower("MiXeD 123"), toupper("MiXeD 123"), toupper(tolower("A_z")));
	exit(0);
}
