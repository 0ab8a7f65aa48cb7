struct in { int a; };
struct out { int b; };
translator struct out < struct in *i > {
	b = i->a;
};
BEGIN
{
	x = sizeof (xlate <struct out *> ((struct in *)1));
}
