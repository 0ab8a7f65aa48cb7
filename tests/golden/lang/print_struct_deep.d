struct in { char c; short s; };
struct out { struct in i; void *p; unsigned int f : 4; };
struct out o;

BEGIN
{
	o.i.c = 'q';
	o.i.s = 16;
	o.p = (void *)1;
	o.f = 3;
	print(o);
	exit(0);
}
