BEGIN
{
	@a = llquantize("x", 10, 0, 6, 20);
}
