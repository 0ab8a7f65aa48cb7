struct s { int a : 3; } s;

BEGIN
{
	y = &s.a;
}
