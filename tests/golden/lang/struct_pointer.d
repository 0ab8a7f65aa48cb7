struct point { int x; int y; };
struct point p;
struct point *q;

BEGIN
{
	p.x = 1;
	q = (struct point *)&p.x;
	q->y = 2;
	printf("%d %d %d\n", q->x, p.y, (*q).y);
	exit(0);
}
