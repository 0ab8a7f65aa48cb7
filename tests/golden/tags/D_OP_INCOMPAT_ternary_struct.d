struct s { int a; } s;

BEGIN
{
	x = 1 ? s : 2;
}
