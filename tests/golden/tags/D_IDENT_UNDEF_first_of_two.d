BEGIN
{
	x = nosuch;
	y = strlen();
}
