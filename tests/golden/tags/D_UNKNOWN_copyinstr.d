BEGIN
{
	printf("%s\n", copyinstr(arg0));
}
