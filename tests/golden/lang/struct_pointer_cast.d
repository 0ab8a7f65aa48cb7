struct a { int x; int y; };
struct b { long l; };

BEGIN
{
	p = (struct a *)alloca(sizeof (struct a));
	p->x = 1;
	p->y = 2;
	printf("%x\n", ((struct b *)p)->l);
	exit(0);
}
