struct s { int a, b; char c[3], d; } x, y;

BEGIN
{
	x.a = 1;
	y.b = 2;
	printf("%d %d %d\n", x.a + y.b, sizeof (x), sizeof (x.c));
	exit(0);
}
