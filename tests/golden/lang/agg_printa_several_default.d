BEGIN
{
	@a["x"] = sum(1);
	@b["x"] = sum(2);
	printa(@a, @b);
	exit(0);
}
