typedef struct in { int a; } in_t;
typedef struct out { int b; } out_t;

translator out_t < in_t *i > {
	b = i->a * 3;
};
in_t x;

BEGIN
{
	x.a = 5;
	printf("%d\n", xlate <out_t *> ((in_t *)&x.a)->b);
	exit(0);
}
