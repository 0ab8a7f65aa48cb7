BEGIN
{
	/* @ and @_ are one */
	@ = count();
	@_ = count();
	printa("%@d\n", @);
	exit(0);
}
