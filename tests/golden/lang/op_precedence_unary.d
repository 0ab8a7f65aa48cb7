BEGIN
{
	x = 3;
	printf("%d %d %d\n", -x * 2, !x + 1, ~x & 0xff);
	printf("%d\n", - x++);
	printf("%d\n", (int)-1 + 2);
	exit(0);
}
