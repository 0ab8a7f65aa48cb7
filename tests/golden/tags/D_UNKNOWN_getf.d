BEGIN
{
	x = getf(0);
}
