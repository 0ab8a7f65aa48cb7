BEGIN
{
	@ = sum(1000);
	normalize(@, 10);
	printa("%@d\n", @);
	normalize(@, 300);
	printa("%@d\n", @);
	denormalize(@);
	printa("%@d\n", @);
	exit(0);
}
