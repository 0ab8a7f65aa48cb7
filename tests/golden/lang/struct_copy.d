struct point { int x; int y; };
struct point p, q;

BEGIN
{
	p.x = 1;
	p.y = 2;
	q = p;
	p.x = 9;
	printf("%d %d %d\n", q.x, q.y, p.x);
	exit(0);
}
