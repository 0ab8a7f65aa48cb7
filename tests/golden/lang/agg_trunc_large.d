BEGIN
{
	@["a"] = sum(1);
	trunc(@, 10);
	printa("%s %@d\n", @);
	exit(0);
}
