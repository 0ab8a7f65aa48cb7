BEGIN
{
	x = 4 / "a";
}
