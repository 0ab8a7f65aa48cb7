BEGIN
{
	printf("%d %d\n", sizeof ($1), $1);
	exit(0);
}
