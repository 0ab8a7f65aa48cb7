BEGIN
{
	@["x"] = count();
	@["y"] = count();
	@["y"] = count();
	printa("%s %@d\n", @);
	exit(0);
}
