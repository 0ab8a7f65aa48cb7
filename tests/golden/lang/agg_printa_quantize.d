BEGIN
{
	@["k"] = quantize(1);
	printa("%s:%@d", @);
	exit(0);
}
