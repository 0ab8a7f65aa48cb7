struct s { int a; } s;

BEGIN
{
	a[s] = 1;
}
