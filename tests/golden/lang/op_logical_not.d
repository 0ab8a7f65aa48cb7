BEGIN
{
	x = 0;
	printf("%d %d %d %d\n", !x, !!x, !7, !(1 == 2));
	exit(0);
}
