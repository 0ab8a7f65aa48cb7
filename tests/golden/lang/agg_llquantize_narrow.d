BEGIN
{
	@ = llquantize(3, 2, 0, 4, 4);
	@ = llquantize(5, 2, 0, 4, 4);
	@ = llquantize(15, 2, 0, 4, 4);
	@ = llquantize(15, 2, 0, 4, 4);
	printa("%@d", @);
	exit(0);
}
