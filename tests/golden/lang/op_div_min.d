BEGIN
{
	/* the one quotient that overflows wraps */
	x = (int64_t)-9223372036854775807 - 1;
	y = -1;
	printf("%d\n", x / (int64_t)y);
	exit(0);
}
