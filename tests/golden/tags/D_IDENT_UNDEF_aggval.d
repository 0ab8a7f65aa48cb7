BEGIN
{
	x = aggval(@c);
}
