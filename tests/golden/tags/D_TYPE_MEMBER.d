struct s { int a; };
struct s s;

BEGIN
{
	x = s.b;
}
