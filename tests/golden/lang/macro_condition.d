inline int limit = $1 == 0 ? 7 : $1;

BEGIN
{
	printf("%d\n", limit);
	exit(0);
}
