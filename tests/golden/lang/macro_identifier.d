BEGIN
{
	x = 5;
	printf("%d %s\n", $1, $2);
	exit(0);
}
