BEGIN
{
	@ = count();
	printa("%@d\n", @);
	exit(0);
}
