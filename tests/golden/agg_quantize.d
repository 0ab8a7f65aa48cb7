/*
 * Powers of two on both sides of zero, keyed and not, with increments.
 */
#pragma D option quiet

BEGIN
{
	@plain = quantize(0);
	@plain = quantize(1);
	@plain = quantize(-7);
	@plain = quantize(1000, 2);
	@keyed["k", 3] = quantize(5);
	@negative = quantize(4, -3);
	@both = quantize(4, -3);
	@both = quantize(16, 1);
	exit(0);
}
