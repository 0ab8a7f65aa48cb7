const int c;
volatile int v;

BEGIN
{
	v = 2;
	printf("%d %d\n", c, v);
	exit(0);
}
