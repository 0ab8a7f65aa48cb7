struct in { int a; int b; char c[8]; };
struct out { int sum; string s; int k; };
translator struct out < struct in *p > {
	sum = p->a + p->b;
	s = stringof(p->c);
};
translator struct out < int n > { sum = n * 2; k = 7; };
struct in i;
struct out o;
inline struct out *five = xlate <struct out *>(5);
provider foo { probe bar(int a, struct in *b) : (struct out b); probe baz(void); };
BEGIN
{
	i.a = 3; i.b = 4; i.c[0] = 'x';
	this->p = (struct in *)alloca(sizeof (struct in));
	this->p->a = 9;
	printf("%d %d %s|\n", xlate <struct out *>(this->p)->sum, xlate <struct out>(21).sum, xlate <struct out *>(this->p)->s);
	o = xlate <struct out>(5);
	printf("%d %d %s\n", o.sum, o.k, o.s);
	printf("%d\n", five->sum);
	printf("%d\n", (*xlate <struct out *>(7)).sum);
	q = xlate <struct out>(50);
	printf("%d\n", q.sum);
	exit(0);
}
