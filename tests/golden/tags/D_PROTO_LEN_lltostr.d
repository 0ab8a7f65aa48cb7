BEGIN
{
	x = lltostr();
}
