struct s { int a; } s;

BEGIN
{
	x = stringof (s);
}
