BEGIN
{
	x = substr("text", "1");
}
