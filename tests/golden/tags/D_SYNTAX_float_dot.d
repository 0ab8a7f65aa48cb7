BEGIN
{
	x = .5;
}
