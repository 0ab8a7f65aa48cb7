BEGIN
{
	trace((int)"foo");
}
