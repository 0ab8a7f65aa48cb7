struct s { int n; int v[3]; };
struct s s;

BEGIN
{
	s.v[0] = 1;
	s.v[2] = 3;
	printf("%d %d %d\n", s.v[0] + s.v[1] + s.v[2], sizeof (s.v), offsetof (struct s, v));
	exit(0);
}
