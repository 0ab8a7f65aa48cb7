BEGIN
{
	@lo = min(5);
	@lo = min(-7);
	@lo = min(3);
	@hi = max(5);
	@hi = max(-7);
	@hi = max(9);
	printa("%@d %@d\n", @lo, @hi);
	exit(0);
}
