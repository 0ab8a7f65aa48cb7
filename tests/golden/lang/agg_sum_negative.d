BEGIN
{
	@ = sum(-1);
	@ = sum(-2);
	printa(@);
	printa("%@d %@u %@x\n", @);
	exit(0);
}
