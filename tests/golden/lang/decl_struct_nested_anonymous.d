struct s {
	int a;
	struct {
		int b;
		int c;
	} in;
} x;

BEGIN
{
	x.in.c = 5;
	printf("%d %d\n", x.in.c, sizeof (x));
	exit(0);
}
