BEGIN
{
	@["read"] = quantize(3);
	exit(0);
}
