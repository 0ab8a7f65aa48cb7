#define SHOW(x) \
	printf("%d\n", x); \
	n++;

BEGIN
{
	n = 0;
	SHOW(5)
	SHOW(n)
	exit(0);
}
