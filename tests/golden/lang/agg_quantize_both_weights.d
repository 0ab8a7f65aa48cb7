BEGIN
{
	@ = quantize(1, -1);
	@ = quantize(2, 1);
	printa("%@d", @);
	exit(0);
}
