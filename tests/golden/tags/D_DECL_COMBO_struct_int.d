struct s { int a; };
struct s int x;

BEGIN
{
}
