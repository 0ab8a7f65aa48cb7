/* The largest of agghist over 0.95 is cut to an integer, and all are measured against that. */
#pragma D option agghist
#pragma D option aggzoom

BEGIN
{
	@a["a"] = sum(19);
	@a["b"] = sum(10);
	@b["a"] = sum(30);
	@b["b"] = sum(10);
	@c["a"] = sum(1000);
	@c["b"] = sum(10);
	@d = quantize(1, 19);
	@d = quantize(2, 10);
	exit(0);
}
