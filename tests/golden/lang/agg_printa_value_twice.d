BEGIN
{
	@["a"] = sum(255);
	printa("%@d %@x %s %@o\n", @);
	exit(0);
}
