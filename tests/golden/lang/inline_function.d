inline int square[int x] = x * x;

BEGIN
{
	n = 3;
	printf("%d %d %d\n", square[4], square[n + 1], square[square[2]]);
	exit(0);
}
