BEGIN
{
	x = htonl("x");
}
