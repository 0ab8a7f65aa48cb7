/* Blocks of eight heights; what is negative has none. */
#pragma D option aggpack
#pragma D option encoding=utf8

BEGIN
{
	@["a"] = quantize(1);
	@["b"] = quantize(1, 6);
	@["b"] = quantize(2, 5);
	@["b"] = quantize(4, -1);
	@["b"] = quantize(8, 2);
	exit(0);
}
