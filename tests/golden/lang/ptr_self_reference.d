struct s { int a; struct s *n; };

BEGIN
{
	p = (struct s *)alloca(sizeof (struct s));
	p->a = 1;
	p->n = p;
	printf("%d\n", p->n->n->a);
	exit(0);
}
