BEGIN
{
	x = json("a");
}
