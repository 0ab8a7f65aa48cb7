BEGIN
{
	trace(@a + 3);
}
