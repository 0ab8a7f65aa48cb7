struct s { int a; } x;

BEGIN
{
	m["k"] = x;
	m["k"] = 1;
}
