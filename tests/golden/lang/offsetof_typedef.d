typedef struct pair { int a; short b; char c; } pair_t;

BEGIN
{
	printf("%d %d\n", offsetof (pair_t, b), offsetof (pair_t, c));
	exit(0);
}
