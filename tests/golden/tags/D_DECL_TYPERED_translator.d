struct in { int a; };

translator struct out { int b; } < struct in *i > {
	b = i->a;
};

BEGIN
{
}
