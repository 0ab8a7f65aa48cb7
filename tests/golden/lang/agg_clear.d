BEGIN
{
	@["a"] = sum(5);
	@["b"] = sum(6);
	clear(@);
	printa("%s %@d\n", @);
}

tick-1s
{
	@["b"] = sum(1);
}

tick-2s
{
	printa("%s %@d\n", @);
	exit(0);
}
