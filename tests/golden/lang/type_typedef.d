typedef int number_t;
typedef unsigned char byte_t;
typedef number_t again_t;

number_t a;
byte_t b;
again_t c;

BEGIN
{
	a = -1;
	b = 257;
	c = a + b;
	printf("%d %d %d %d %d\n", a, b, c, sizeof (b), sizeof (again_t));
	exit(0);
}
