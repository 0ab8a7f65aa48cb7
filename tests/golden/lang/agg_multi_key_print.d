BEGIN
{
	@["x", 1, 'c'] = count();
	printa(@);
	exit(0);
}
