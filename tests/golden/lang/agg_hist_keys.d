/* Without keys the header is that of values; a symbol counts as a string in it. */
#pragma D option agghist

BEGIN
{
	@a = count();
	@b[sym(0)] = count();
	@c[1, "x"] = sum(-3);
	@c[2, "y"] = sum(3);
	@c[3, "z"] = sum(0);
	@d[1] = sum(-3);
	@d[2] = sum(-6);
	@e[1] = sum(0);
	@f["not drawn"] = max(2);
	exit(0);
}
