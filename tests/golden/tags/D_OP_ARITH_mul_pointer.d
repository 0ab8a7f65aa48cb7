BEGIN
{
	x = (char *)1 * 2;
}
