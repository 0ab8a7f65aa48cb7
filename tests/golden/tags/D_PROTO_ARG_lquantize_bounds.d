BEGIN
{
	@ = lquantize(1, "a", "b");
}
