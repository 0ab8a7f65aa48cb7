enum { FIRST = 10, SECOND };

BEGIN
/SECOND == 11/
{
	printf("%d\n", FIRST + SECOND);
	exit(0);
}
