BEGIN
{
	y = strlen();
	x = nosuch;
}
