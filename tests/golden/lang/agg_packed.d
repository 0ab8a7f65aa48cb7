/* quantize is packed from a bin before the first that counts, but not before 0, to one behind. */
#pragma D option aggpack
#pragma D option encoding=ascii

BEGIN
{
	@zero = quantize(0);
	@zero = quantize(1);
	@keyed["x"] = quantize(1000);
	@keyed["longer"] = quantize(1);
	@keyed["n"] = quantize(-5);
	@none = quantize(1, 0);
	@weights[1] = quantize(1, -3);
	@weights[2] = quantize(8, 3);
	@formatted = quantize(4);
	printa("%@d", @formatted);
	exit(0);
}
