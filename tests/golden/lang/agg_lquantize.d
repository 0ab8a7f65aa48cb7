BEGIN
{
	@ = lquantize(0, 0, 10, 2);
	@ = lquantize(3, 0, 10, 2);
	@ = lquantize(9, 0, 10, 2);
	@ = lquantize(2, 0, 10, 2);
	exit(0);
}
