BEGIN
{
	@["a"] = sum(1);
	@["b"] = sum(2);
	@["c"] = sum(3);
	trunc(@, -1);
	printa("%s %@d\n", @);
	exit(0);
}
