BEGIN
{
	@a["x"] = sum(5);
	@b["y"] = sum(6);
	printa("%s %@d %@d\n", @a, @b);
	exit(0);
}
