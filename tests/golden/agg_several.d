/*
 * printa of several aggregations joins them by key; a missing value is 0.
 */
#pragma D option quiet

BEGIN
{
	@n["x"] = count();
	@n["y"] = count();
	@n["y"] = count();
	@t["y"] = sum(5);
	@t["z"] = sum(9);
	printa("%s n=%@d t=%@d\n", @n, @t);
	printa(@n, @t);
	setopt("aggsortpos", "1");
	printa("%s n=%@d t=%@d\n", @n, @t);
	exit(0);
}
