BEGIN
{
	x = rand();
	y = rand();
	printf("%d %d %d\n", x >= 0, sizeof (rand()), x == y && y == rand());
	exit(0);
}
