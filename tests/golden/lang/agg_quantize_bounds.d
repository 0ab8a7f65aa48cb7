BEGIN
{
	@["low"] = quantize((int64_t)1 << 62);
	printa("%s%@d", @);
	exit(0);
}
