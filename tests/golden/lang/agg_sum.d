BEGIN
{
	@s = sum(10);
	@s = sum(-3);
	@s = sum(5);
	printa("%@d\n", @s);
	exit(0);
}
