struct s { int a; } s;

BEGIN
{
	y = s->a;
}
