BEGIN
{
	@b["x"] = sum(2);
	@a["y"] = sum(1);
	@b["z"] = sum(1);
	exit(0);
}
