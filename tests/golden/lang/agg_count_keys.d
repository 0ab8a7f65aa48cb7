BEGIN
{
	@a["x"] = count();
	@a["y"] = count();
	@a["y"] = count();
	exit(0);
}
