BEGIN
{
	@ = stddev(-10);
	@ = stddev(10);
	printa("%@d\n", @);
	exit(0);
}
