/* Rounded up to the last value of a bin: at most 1/64. Values below 128 are exact. */
int n;

BEGIN
{
	@one = percentile(-9223372036854775807, 50);
	@most = percentile(9223372036854775807, 1);
	@none = percentile(5, 50);
	clear(@none);
}

tick-1ms
/n < 100/
{
	n++;
	@small["half", n % 2] = percentile(n, 50);
	@p99 = percentile(n * 1000, 99);
	@all = percentile(-n, 100);
	@low = percentile(-n * 1000, 1);
}

tick-1ms
/n == 100/
{
	exit(0);
}

END
{
	printa("%@d %@d %@d %@d %@d %@d\n", @one, @most, @none, @p99, @all, @low);
	normalize(@p99, 1000);
	printa(@p99);
	printa(@small);
}
