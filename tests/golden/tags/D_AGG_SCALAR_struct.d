struct s { int a; } s;

BEGIN
{
	@a = sum(s);
}
