BEGIN
{
	bcopy("a", "b");
}
