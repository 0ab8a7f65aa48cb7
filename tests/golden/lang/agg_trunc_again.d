BEGIN
{
	@["a"] = sum(1);
	trunc(@);
}

tick-1s
{
	@["a"] = sum(5);
}

tick-2s
{
	printa("%s %@d\n", @);
	exit(0);
}
