struct a { int x; };
struct b { int y; };

translator struct a < struct b *p > {
	x = p->y;
}

BEGIN
{
}
