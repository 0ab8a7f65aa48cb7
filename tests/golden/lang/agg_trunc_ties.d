BEGIN
{
	@["a"] = count();
	@["b"] = count();
	@["c"] = count();
	trunc(@, 2);
	printa("%s %@d\n", @);
	exit(0);
}
