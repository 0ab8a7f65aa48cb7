typedef struct { int a; } point_t;
point_t x;
point_t *p;

BEGIN
{
	p = (point_t *)&x.a;
	p->a = 4;
	printf("%d %d\n", x.a, p->a + 1);
	exit(0);
}
