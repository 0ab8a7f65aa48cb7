BEGIN
{
	x = nosuch;
	y = (;
}
