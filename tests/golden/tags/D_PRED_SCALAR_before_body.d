BEGIN
/"x"/
{
	x = nosuch;
}
