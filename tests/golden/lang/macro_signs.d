BEGIN
{
	printf("%d %d %d %d\n", $1, $2, $3, $4);
	printf("%d %d\n", sizeof ($1), sizeof ($3));
	printf("[%s]\n", $5);
	exit(0);
}
