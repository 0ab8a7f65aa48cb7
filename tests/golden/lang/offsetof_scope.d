struct s { int a; int b; };

BEGIN
{
	printf("%d\n", offsetof (struct D`s, b));
	exit(0);
}
