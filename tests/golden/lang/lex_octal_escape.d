BEGIN
{
	printf("%s|%d|%d\n", "\60\061", '\0', '\177');
	exit(0);
}
