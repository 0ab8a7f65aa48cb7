BEGIN
{
	@[probename, execname, cpu] = count();
	printa("%s %s %d %@d\n", @);
	exit(0);
}
