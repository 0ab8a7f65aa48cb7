BEGIN
{
	x = 6;
	@ = llquantize(1, 10, 0, x, 20);
}
