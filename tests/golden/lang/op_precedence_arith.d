BEGIN
{
	printf("%d %d %d\n", 2 + 3 * 4, (2 + 3) * 4, 20 - 6 / 2 % 2);
	printf("%d %d\n", 100 / 10 / 2, 100 - 10 - 5);
	exit(0);
}
