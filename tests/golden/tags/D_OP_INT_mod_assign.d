BEGIN
{
	x = "a";
	x %= 2;
}
