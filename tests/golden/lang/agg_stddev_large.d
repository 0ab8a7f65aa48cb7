BEGIN
{
	@ = stddev(1000000000000);
	@ = stddev(3000000000000);
	printa("%@d\n", @);
	exit(0);
}
