/* The factor to the high magnitude fits 64 bits, if only just. */
BEGIN
{
	@a = llquantize(0x7fffffffffffffff, 10, 17, 18, 10);
	@b = llquantize(0x7fffffffffffffff, 2, 61, 63, 2);
	exit(0);
}
