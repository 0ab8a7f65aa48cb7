BEGIN
{
	@c[1, 2] = count();
	x = aggval(@c, 1);
}
