struct in { int a; };
struct out { int s; };
translator struct out < struct in *p > { s = p->a; };
translator struct out < struct in *q > { s = q->a + 1; };

BEGIN
{
	exit(0);
}
