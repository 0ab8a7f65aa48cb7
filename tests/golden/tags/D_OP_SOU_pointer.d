struct s { int a; };

BEGIN
{
	p = (struct s *)1;
	y = p.a;
}
