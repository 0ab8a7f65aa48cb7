struct p { int x; int y; };
struct p v[3];

BEGIN
{
	v[1].x = 5;
	v[2].y = 6;
	printf("%d %d %d %d\n", v[0].x, v[1].x, v[2].y, sizeof (v));
	exit(0);
}
