extern int x;

BEGIN
{
	x = 5;
	printf("%d\n", x);
	exit(0);
}
