BEGIN
{
	@c = count();
	x = aggval(@c);
}
