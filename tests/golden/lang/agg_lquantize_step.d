BEGIN
{
	/* the step is 1 unless given; a base may be negative */
	@ = lquantize(-2, -2, 2);
	@ = lquantize(1, -2, 2);
	exit(0);
}
