BEGIN
{
	x = "abcdef";
	trace(x[2]);
}
