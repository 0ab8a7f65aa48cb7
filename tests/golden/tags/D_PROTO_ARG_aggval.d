BEGIN
{
	@q = quantize(3);
	x = aggval(@q);
}
