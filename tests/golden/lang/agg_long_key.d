BEGIN
{
	@["a key that is longer than the fifty columns that it is given here"] = count();
	printa(@);
	exit(0);
}
