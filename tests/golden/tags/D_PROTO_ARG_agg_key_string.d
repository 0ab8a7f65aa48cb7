BEGIN
{
	@a["x", 1] = count();
	@a["x", "y"] = count();
}
