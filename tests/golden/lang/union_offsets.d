union u { char c; long l; int i; };

BEGIN
{
	printf("%d %d %d\n", offsetof (union u, l), offsetof (union u, i), sizeof (union u));
	exit(0);
}
