char *names[3];
int *(*p)[4];

BEGIN
{
	printf("%d %d\n", sizeof (names), sizeof (p));
	exit(0);
}
