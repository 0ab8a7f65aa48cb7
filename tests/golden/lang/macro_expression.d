BEGIN
/$1 < $2/
{
	printf("%d\n", $1 * $2);
	exit(0);
}
