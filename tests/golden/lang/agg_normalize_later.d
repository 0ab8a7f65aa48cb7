BEGIN
{
	@ = sum(100);
	normalize(@, 10);
	@ = sum(100);
	printa("%@d\n", @);
	exit(0);
}
