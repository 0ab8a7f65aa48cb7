BEGIN
{
	@ = lquantize(5, 0, 10, 5, 2);
	@ = lquantize(0, 0, 10, 5, 6);
	exit(0);
}
