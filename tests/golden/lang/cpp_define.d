#define VALUE 42
#define TWICE(x) ((x) * 2)

BEGIN
{
	printf("%d %d\n", VALUE, TWICE(VALUE));
	exit(0);
}
