BEGIN
{
	@ = sum(-1000);
	normalize(@, 10);
	printa("%@d\n", @);
	printa(@);
	exit(0);
}
