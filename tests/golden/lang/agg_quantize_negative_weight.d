BEGIN
{
	@ = quantize(1, -3);
	@ = quantize(2, -1);
	printa("%@d", @);
	exit(0);
}
