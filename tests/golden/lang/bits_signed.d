struct s { int a : 4; int b : 4; unsigned c : 8; } x;

BEGIN
{
	x.a = 9;
	x.b = -1;
	x.c = -1;
	printf("%d %d %d\n", x.a, x.b, x.c);
	exit(0);
}
