/*
 * Equal values sort by key, and integer keys compare unsigned; keys of other widths are
 * other keys.
 */
#pragma D option quiet

BEGIN
{
	@["b", 1] = count();
	@["a", 2] = count();
	@["a", -1] = count();
	@["c", 1] = count();
	@["c", 1] = count();
	@width[(char)1] = count();
	@width[1] = count();
	@width[(int64_t)1] = count();
	printa("%s %d %@d\n", @);
	printa(@width);
	exit(0);
}
