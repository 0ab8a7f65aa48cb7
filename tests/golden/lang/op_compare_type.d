BEGIN
{
	printf("%d %d %d\n", sizeof (1 < 2), sizeof (1LL == 2LL), sizeof (!1LL));
	exit(0);
}
