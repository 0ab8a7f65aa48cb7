BEGIN
{
	x = strtoll();
}
