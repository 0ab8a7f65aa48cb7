/* lquantize is packed whole; a long limit takes the blank before it; llquantize is not packed. */
#pragma D option aggpack
#pragma D option encoding=ascii

BEGIN
{
	@a = lquantize(5, 0, 10);
	@b["k"] = lquantize(5, 0, 100000, 10000);
	@b["l"] = lquantize(100000, 0, 100000, 10000);
	@c = lquantize(-1, -100000, 0, 20000);
	@d = llquantize(5, 10, 0, 2, 10);
	@e = count();
	exit(0);
}
