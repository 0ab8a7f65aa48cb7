typedef struct pair { int a; int b; } pair_t;
pair_t p;

BEGIN
{
	p.a = 1;
	p.b = p.a + 1;
	printf("%d %d %d\n", p.a, p.b, sizeof (pair_t));
	exit(0);
}
