/* the same declaration may come again */
int x;
int x;

BEGIN
{
	x = 1;
	printf("%d\n", x);
	exit(0);
}
