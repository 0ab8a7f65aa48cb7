BEGIN
{
	x = htons();
}
