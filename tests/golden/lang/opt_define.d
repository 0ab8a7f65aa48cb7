BEGIN
{
	printf("%d %d\n", VALUE, NAME);
	exit(0);
}
