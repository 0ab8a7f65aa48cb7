/*
 * agghist draws the keys themselves, aggpack a distribution a line, aggzoom against the tallest.
 */
#pragma D option quiet

BEGIN
{
	@keys["one"] = sum(10);
	@keys["other"] = sum(30);
	@packed["a"] = quantize(1);
	@packed["b"] = quantize(9);
	@packed["b"] = quantize(8);
	@packed["b"] = quantize(2);
	setopt("agghist");
	printa(@keys);
	setopt("aggpack");
	printa(@packed);
	setopt("aggzoom");
	printa(@keys);
	exit(0);
}
