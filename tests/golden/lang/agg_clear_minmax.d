BEGIN
{
	@lo = min(5);
	@hi = max(5);
	clear(@lo);
	clear(@hi);
	printa("%@d %@d\n", @lo, @hi);
}

tick-1s
{
	@lo = min(9);
	@hi = max(-9);
}

tick-2s
{
	printa("%@d %@d\n", @lo, @hi);
	exit(0);
}
