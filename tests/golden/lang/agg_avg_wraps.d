/* The sum behind an average has 64 bits, as sum() has. */
BEGIN
{
	@["large"] = avg(0x7fffffffffffffff);
	@["large"] = avg(0x7fffffffffffffff);
	@["large"] = avg(-8);
	@["small"] = avg(-0x7fffffffffffffff);
	@["small"] = avg(0x7fffffffffffffff);
	@["small"] = avg(-7);
	@s = sum(0x7fffffffffffffff);
	@s = sum(2);
	exit(0);
}
