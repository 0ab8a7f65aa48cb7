BEGIN
{
	@[sym(1)] = count();
	printa("%A", @);
}
