BEGIN
{
	printf("%s is %d\n", execname, execname);
}
