struct s { int a; } s;

BEGIN
{
	x = pid ? s : 2;
}
