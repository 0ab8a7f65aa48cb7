struct point { int x; int y; };
struct point p;

BEGIN
{
	p.x = 4;
	p.y = 5;
	m["a"] = p;
	p.x = 6;
	m["b"] = p;
	printf("%d %d\n", m["a"].x, m["b"].x + m["b"].y);
	exit(0);
}
