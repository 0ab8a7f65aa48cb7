BEGIN
{
	@["a", 3] = sum(1);
	@["b", 1] = sum(2);
	@["c", 2] = sum(3);
	printa("%s %d %@d\n", @);
	exit(0);
}
