BEGIN
{
	@["a"] = avg(10);
	@["a"] = avg(20);
	@["b"] = avg(14);
	printa("%s %@d\n", @);
	exit(0);
}
