BEGIN
{
	@ = lquantize(-1, 0, 3, 1);
	@ = lquantize(1, 0, 3, 1);
	@ = lquantize(3, 0, 3, 1);
	@ = lquantize(99, 0, 3, 1);
	exit(0);
}
