BEGIN
{
	@["a"] = count();
	@["b"] = count();
	printa("%@d ", @);
	printa("%s ", @);
	printf("\n");
	exit(0);
}
