BEGIN
{
	@ = avg(10);
	@ = avg(11);
	@ = avg(12);
	@ = avg(14);
	printa("%@d\n", @);
	@n = avg(-3);
	@n = avg(-4);
	printa("%@d\n", @n);
	exit(0);
}
