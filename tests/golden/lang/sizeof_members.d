struct s { char a[10]; int b; };
struct s s;

BEGIN
{
	printf("%d %d %d %d\n", sizeof (s.a), sizeof (s.b), sizeof (s), sizeof (struct s));
	printf("%d %d\n", sizeof (s.a[0]), sizeof (((struct s *)NULL)->a));
	exit(0);
}
