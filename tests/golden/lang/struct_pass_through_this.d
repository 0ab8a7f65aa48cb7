struct s { int a; int b; };
struct s g;

BEGIN
{
	g.a = 1;
	g.b = 2;
	this->p = (struct s *)&g.a;
}

BEGIN
{
	this->p->b = 9;
	printf("%d %d\n", this->p->a, g.b);
	exit(0);
}
