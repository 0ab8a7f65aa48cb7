BEGIN
{
	x = 20;
	@ = llquantize(1, 10, 0, 6, x);
}
