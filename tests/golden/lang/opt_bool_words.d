BEGIN
{
	@["a"] = sum(2);
	@["b"] = sum(1);
	printa("%s ", @);
	printf("\n");
	exit(0);
}
