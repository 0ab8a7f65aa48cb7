struct s { unsigned a : 4; unsigned b : 4; } x;

BEGIN
{
	x.a = 3;
	x.b = 5;
	x.a += 4;
	x.b |= 8;
	x.a <<= 1;
	printf("%d %d\n", x.a, x.b);
	exit(0);
}
