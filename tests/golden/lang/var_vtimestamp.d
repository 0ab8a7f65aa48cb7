BEGIN
{
	x = vtimestamp;
	printf("%d\n", x >= 0);
	exit(0);
}
