struct s { int v[2]; char n[4]; };
struct s s;

BEGIN
{
	s.v[0] = 7;
	s.n[0] = 'z';
	print(s);
	exit(0);
}
