BEGIN
{
	printf("%d\n", $target == 0);
	exit(0);
}
