struct { int a; } x;

BEGIN
{
	x.a = 5;
	printf("%d\n", x.a);
	exit(0);
}
