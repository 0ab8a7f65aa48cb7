BEGIN
{
	printf("%d %d %d\n", 6 & 3 == 3, 1 | 2 ^ 3 & 5, 1 ^ 1 | 4);
	printf("%d\n", 4 | 1 && 0);
	exit(0);
}
