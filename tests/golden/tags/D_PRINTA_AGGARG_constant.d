BEGIN
{
	printa("%@d\n", 5);
}
