BEGIN
{
	@["k"] = count();
	printa(@);
	exit(0);
}
