struct in { int a; int b; };
struct out { char c; struct in i; struct in *p; };
struct out o;

BEGIN
{
	o.i.a = 1;
	o.i.b = 2;
	printf("%d %d %d %d\n", o.i.a, o.i.b, o.p == NULL, sizeof (struct out));
	exit(0);
}
