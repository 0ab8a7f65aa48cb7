struct s { string n; int i; } x;

BEGIN
{
	x.n = "hello";
	x.i = 3;
	printf("%s %d %d\n", x.n, x.i, sizeof (x));
	exit(0);
}
