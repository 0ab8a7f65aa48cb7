BEGIN
{
	@["a"] = sum(3);
	@["b"] = sum(1);
	@["c"] = sum(3);
	exit(0);
}
