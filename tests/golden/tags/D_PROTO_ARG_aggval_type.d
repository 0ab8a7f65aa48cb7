BEGIN
{
	@c[1] = count();
	x = aggval(@c, "one");
}
