BEGIN
{
	printf("%d %d\n", A, B);
	exit(0);
}
