struct s { int a : 3; } s;

BEGIN
{
	x = sizeof (s.a);
}
