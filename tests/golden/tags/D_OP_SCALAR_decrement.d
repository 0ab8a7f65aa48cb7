BEGIN
{
	x = "a";
	--x;
}
