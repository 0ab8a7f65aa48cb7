struct in { int a; };
struct out { int b; };
translator struct out < struct in *i > {
	b = i->a;
};
BEGIN
{
	printf("%d", xlate <struct out *> ((struct in *)1));
}
