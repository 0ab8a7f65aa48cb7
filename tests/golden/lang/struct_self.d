struct point { int x; int y; };
struct point p;
self struct point q;

BEGIN
{
	p.x = 4;
	p.y = 5;
	self->q = p;
	p.x = 0;
	printf("%d %d\n", self->q.x, self->q.y);
	exit(0);
}
