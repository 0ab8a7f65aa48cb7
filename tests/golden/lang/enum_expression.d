enum e { ONE = 1, TWO = ONE + 1, EIGHT = 1 << 3, NEG = -ONE };

BEGIN
{
	printf("%d %d %d %d\n", ONE, TWO, EIGHT, NEG);
	exit(0);
}
