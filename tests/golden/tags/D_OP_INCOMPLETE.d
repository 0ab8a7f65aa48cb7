struct s;
struct s *p;

BEGIN
{
	x = p->a;
}
