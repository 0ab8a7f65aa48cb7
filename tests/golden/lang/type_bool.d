BEGIN
{
	printf("%d\n", sizeof (_Bool));
	exit(0);
}
