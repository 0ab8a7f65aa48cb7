BEGIN
{
	@ = llquantize(1, 10, 6, 3, 20);
}
