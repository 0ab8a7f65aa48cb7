struct point { int x; int y; };
struct point p;

BEGIN
{
	p.x = 1;
	p.y = 255;
	print(p);
	exit(0);
}
