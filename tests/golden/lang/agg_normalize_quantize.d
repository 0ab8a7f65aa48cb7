BEGIN
{
	@ = quantize(1);
	@ = quantize(1);
	@ = quantize(1);
	@ = quantize(1);
	normalize(@, 2);
	printa("%@d", @);
	exit(0);
}
