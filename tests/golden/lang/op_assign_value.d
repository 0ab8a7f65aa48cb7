BEGIN
{
	/* an assignment is an expression, right to left */
	x = y = z = 7;
	printf("%d %d %d\n", x, y, z);
	printf("%d\n", (x = 3) + (y += 1));
	exit(0);
}
