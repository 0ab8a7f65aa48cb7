struct flags {
	unsigned int a : 1;
	unsigned int b : 3;
	unsigned int c : 4;
	unsigned int d : 8;
};
struct flags f;

BEGIN
{
	f.a = 1;
	f.b = 5;
	f.c = 9;
	f.d = 200;
	printf("%d %d %d %d %d\n", f.a, f.b, f.c, f.d, sizeof (f));
	exit(0);
}
