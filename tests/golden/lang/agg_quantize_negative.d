BEGIN
{
	@ = quantize(-1);
	@ = quantize(-5);
	@ = quantize(-5);
	@ = quantize(-5);
	printa("%@d", @);
	exit(0);
}
