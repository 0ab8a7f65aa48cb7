struct a { int v[2]; };
struct a x, y;

BEGIN
{
	x.v[0] = 1;
	x.v[1] = 2;
	y = x;
	x.v[1] = 3;
	printf("%d %d\n", y.v[0], y.v[1]);
	exit(0);
}
