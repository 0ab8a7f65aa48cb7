/*
 * What lies beyond the scale weighs its limit, 1000; of equal sums the one with more below the
 * scale, which weighs 9 each, is greater.
 */
BEGIN
{
	@["900 and 100"] = llquantize(900, 10, 1, 2, 10);
	@["900 and 100"] = llquantize(100, 10, 1, 2, 10);
	@["beyond"] = llquantize(5000, 10, 1, 2, 10);
	@["below, 10 times"] = llquantize(1, 10, 1, 2, 10, 10);
	@["a 90"] = llquantize(90, 10, 1, 2, 10);
	exit(0);
}
