/* A bit-field is recorded in the bytes that it takes; its struct may end before its type would. */
struct s { int a:3; int b:9; int c:17; long d:40; unsigned int e:4; int f:8; } v;

BEGIN
{
	v.a = -1;
	v.b = -2;
	v.c = 5;
	v.d = 0x123456789a;
	v.e = 15;
	v.f = 9;
	trace(v.a);
	printf(" %d %x %d %x %u %lx %d %d\n", v.a, v.a, v.b, v.b, v.e, v.d, v.f, sizeof(v));
	@[v.a] = sum(v.b);
	exit(0);
}
