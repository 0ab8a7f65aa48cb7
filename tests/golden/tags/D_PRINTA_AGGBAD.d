BEGIN
{
	printa("%@d\n", @nosuch);
}
