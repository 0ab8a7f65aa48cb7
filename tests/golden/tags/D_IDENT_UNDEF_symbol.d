BEGIN
{
	trace(nosuch`symbol);
}
