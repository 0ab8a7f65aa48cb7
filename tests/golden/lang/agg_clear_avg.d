BEGIN
{
	@a = avg(5);
	@d = stddev(5);
	clear(@a);
	clear(@d);
	printa("%@d %@d\n", @a, @d);
}

tick-1s
{
	@a = avg(8);
}

tick-2s
{
	printa("%@d\n", @a);
	exit(0);
}
