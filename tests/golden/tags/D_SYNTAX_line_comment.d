BEGIN
{
	x = 1; // not a comment in D
}
