struct in { int a; char c; short s[3]; };
struct foo { int x; struct in i; int b1:3; unsigned b2:5; string n; char nm[8]; struct foo *next; };
struct foo f;
struct foo aa[int];
self struct in si;
union u { int i; char c[4]; } uu;

BEGIN
{
	f.x = 5;
	f.i.a = 7;
	f.i.s[1] = 9;
	f.b1 = 3;
	f.b2 = 17;
	f.n = "hello";
	f.nm[0] = 'h';
	f.nm[1] = 'i';
	printf("%d %d %d %d %d %s %s\n", f.x, f.i.a, f.i.s[1], f.b1, f.b2, f.n, f.nm);
	f.b1 = 5;
	f.b2 = 33;
	printf("%d %d\n", f.b1, f.b2);
	aa[3] = f;
	aa[3].x = 88;
	printf("%d %d %s\n", aa[3].x, f.x, aa[3].n);
	f.next = &aa[3].next == NULL ? NULL : (struct foo *)alloca(sizeof (struct foo));
	f.next->x = 4;
	f.next->i.s[0] = 3;
	printf("%d %d\n", f.next->x, (*f.next).i.s[0]);
	copied = f.i;
	self->si = f.i;
	f.i.a = 8;
	printf("%d %d\n", copied.a, self->si.a);
	uu.i = 0x41424344;
	printf("%c %c\n", uu.c[0], uu.c[3]);
	printf("%d %d %d\n", sizeof (f), sizeof (f.i), sizeof (struct in));
	exit(0);
}
