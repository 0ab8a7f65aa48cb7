BEGIN
{
	/* the order stays that of the values */
	@["a"] = sum(11);
	@["b"] = sum(10);
	normalize(@, 10);
	printa("%s %@d\n", @);
	exit(0);
}
