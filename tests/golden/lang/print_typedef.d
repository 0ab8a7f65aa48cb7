typedef struct pair { int a; } pair_t;
pair_t p;

BEGIN
{
	p.a = 2;
	print(p);
	exit(0);
}
