BEGIN
{
	@ = llquantize(0, 2, 1, 3, 2);
	@ = llquantize(16, 2, 1, 3, 2);
	exit(0);
}
