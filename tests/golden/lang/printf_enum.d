enum e { ZERO, SEVEN = 7 };

BEGIN
{
	printf("%d %x %d\n", SEVEN, SEVEN, ZERO);
	exit(0);
}
