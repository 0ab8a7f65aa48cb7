BEGIN
{
	c = (char)1;
	printf("%d %d\n", sizeof (1 ? c : c), sizeof (1 ? 1 : 1LL));
	exit(0);
}
