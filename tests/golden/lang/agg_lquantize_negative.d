BEGIN
{
	@ = lquantize(-5, -10, 0, 5);
	@ = lquantize(-7, -10, 0, 5);
	printa("%@d", @);
	exit(0);
}
