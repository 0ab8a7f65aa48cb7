BEGIN
{
	@["z"] = count();
	@["a"] = count();
	@["m"] = count();
	exit(0);
}
