/*
 * lquantize and llquantize, with what lies outside of their range.
 */
#pragma D option quiet

BEGIN
{
	@l = lquantize(-1, 0, 100, 25);
	@l = lquantize(30, 0, 100, 25);
	@l = lquantize(1000, 0, 100, 25);
	@step = lquantize(3, 0, 10);
	@ll = llquantize(0, 10, 0, 2, 20);
	@ll = llquantize(7, 10, 0, 2, 20);
	@ll = llquantize(53, 10, 0, 2, 20);
	@ll = llquantize(99999, 10, 0, 2, 20, 3);
	exit(0);
}
