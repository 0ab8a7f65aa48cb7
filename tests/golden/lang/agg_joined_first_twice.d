BEGIN
{
	@a["x"] = sum(7);
	printa("%s %@d %@d\n", @a, @a);
	exit(0);
}
