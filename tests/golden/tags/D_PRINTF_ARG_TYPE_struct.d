struct s { int a; } s;

BEGIN
{
	printf("%d\n", s);
}
