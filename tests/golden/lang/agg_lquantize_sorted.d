BEGIN
{
	@["a"] = lquantize(9, 0, 10);
	@["b"] = lquantize(1, 0, 10);
	printa("%s\n", @);
	exit(0);
}
