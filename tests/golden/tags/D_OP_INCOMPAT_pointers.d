int *p;
struct s *q;

BEGIN
{
	p = q;
}
