BEGIN
{
	x = cleanpath("a", "b");
}
