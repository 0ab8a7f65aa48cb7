BEGIN
/(char *)NULL/
{
	printf("no\n");
}

BEGIN
/(char *)1/
{
	printf("yes\n");
	exit(0);
}
