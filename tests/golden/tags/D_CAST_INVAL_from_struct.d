struct s { int a; } s;

BEGIN
{
	x = (int)s;
}
