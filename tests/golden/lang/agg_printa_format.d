BEGIN
{
	@["k", 5] = sum(42);
	printa("%s|%d|%@d\n", @);
	printa("%-10s|%5d|%@8d\n", @);
	printa("%@x %s\n", @);
	exit(0);
}
