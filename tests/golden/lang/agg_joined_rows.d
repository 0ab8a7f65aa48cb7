BEGIN
{
	@a["x"] = sum(1);
	@a["y"] = sum(2);
	@b["y"] = sum(3);
	@b["z"] = sum(4);
	printa(@a, @b);
	exit(0);
}
