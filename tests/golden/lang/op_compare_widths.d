BEGIN
{
	/* a smaller unsigned operand does not: int is promoted to the wider signed type */
	x = (int64_t)-1;
	u = (uint32_t)1;
	printf("%d %d\n", x < u, x > u);
	c = (unsigned char)200;
	printf("%d %d\n", c > -1, c < 201);
	exit(0);
}
