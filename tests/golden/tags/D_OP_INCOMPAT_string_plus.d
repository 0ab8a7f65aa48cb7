BEGIN
{
	x = "abcdef";
	y = x + 2;
}
