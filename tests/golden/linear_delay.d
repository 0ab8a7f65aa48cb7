/* A linear histogram of samples, some beyond its limit, in microseconds. */
#pragma D option quiet

profile-997
{
	@ = lquantize(arg2 / 1000, 100, 1000, 100);
}
