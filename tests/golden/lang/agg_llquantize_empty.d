/* All bins are 0: the first two of llquantize are shown, three of the others. */
BEGIN
{
	@ll = llquantize(5, 10, 0, 2, 10);
	@l = lquantize(3, 0, 2, 2);
	@q = quantize(9);
	clear(@ll);
	clear(@l);
	clear(@q);
	exit(0);
}
