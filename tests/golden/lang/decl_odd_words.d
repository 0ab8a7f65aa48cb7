struct s { int a; };
short struct s v;
short string t;
int m[register int];

BEGIN
{
	v.a = 1;
	m[2] = 2;
	printf("%d %d %d\n", v.a, sizeof (t), m[2]);
	exit(0);
}
