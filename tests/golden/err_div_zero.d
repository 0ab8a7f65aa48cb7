BEGIN
{
	trace(10 % (3 - 3));
}
