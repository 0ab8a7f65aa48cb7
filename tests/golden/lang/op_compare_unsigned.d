BEGIN
{
	/* a 64-bit unsigned operand makes the comparison unsigned */
	x = -1;
	u = (uint64_t)1;
	printf("%d %d %d\n", x < u, x > u, u < x);
	exit(0);
}
