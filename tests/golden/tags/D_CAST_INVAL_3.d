BEGIN
{
	trace((char *)"foo");
}
