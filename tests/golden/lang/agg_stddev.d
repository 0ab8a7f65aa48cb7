BEGIN
{
	@ = stddev(2);
	@ = stddev(4);
	@ = stddev(4);
	@ = stddev(4);
	@ = stddev(5);
	@ = stddev(5);
	@ = stddev(7);
	@ = stddev(9);
	printa("%@d\n", @);
	@one = stddev(42);
	printa("%@d\n", @one);
	exit(0);
}
