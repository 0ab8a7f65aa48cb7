BEGIN
{
	@ = quantize(5);
	clear(@);
	printa("%@d", @);
	exit(0);
}
