struct s;
struct t { struct s a; };

BEGIN
{
}
