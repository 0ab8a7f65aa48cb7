BEGIN
{
	x <<= 1;
}
