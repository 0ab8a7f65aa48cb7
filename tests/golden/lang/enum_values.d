enum color { RED, GREEN, BLUE };
enum mixed { A = 5, B, C = -2, D, E = 100 };

BEGIN
{
	printf("%d %d %d\n", RED, GREEN, BLUE);
	printf("%d %d %d %d %d\n", A, B, C, D, E);
	printf("%d %d\n", sizeof (enum color), sizeof (RED));
	exit(0);
}
