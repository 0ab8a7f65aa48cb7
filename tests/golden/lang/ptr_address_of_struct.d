struct s { int a; int b; };
struct s s;

BEGIN
{
	p = &s.b;
	*p = 9;
	printf("%d %d\n", s.b, (uintptr_t)&s.b - (uintptr_t)&s.a);
	exit(0);
}
