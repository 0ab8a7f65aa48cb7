struct in { int a; };
struct out { int twice; };

translator struct out < struct in i > {
	twice = i.a * 2;
};
struct in x;

BEGIN
{
	x.a = 21;
	printf("%d\n", xlate <struct out> (x).twice);
	exit(0);
}
