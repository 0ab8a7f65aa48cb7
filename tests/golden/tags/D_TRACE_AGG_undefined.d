BEGIN
{
	trace(@);
}
