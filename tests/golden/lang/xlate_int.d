struct out { int b; };

translator struct out < int i > {
	b = i + 1;
};

BEGIN
{
	printf("%d\n", xlate <struct out> (5).b);
	exit(0);
}
