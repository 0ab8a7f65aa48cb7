struct out { int a; };
translator struct out <long l> { a = 1; };
translator struct out <short s> { a = 2; };

BEGIN
{
	/* the type's own translator, else the first that takes it */
	printf("%d %d\n", xlate <struct out> ((short)0).a, xlate <struct out> ((char)0).a);
	exit(0);
}
