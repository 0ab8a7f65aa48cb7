struct flags { unsigned int a : 3; int b : 3; };
struct flags f;

BEGIN
{
	f.a = 15;
	f.b = 7;
	printf("%d %d\n", f.a, f.b);
	f.b = 3;
	printf("%d %d\n", f.a, f.b);
	exit(0);
}
