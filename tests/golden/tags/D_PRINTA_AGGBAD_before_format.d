BEGIN
{
	printa("%q", @nosuch);
}
