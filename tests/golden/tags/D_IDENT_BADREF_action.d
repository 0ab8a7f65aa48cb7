BEGIN
{
	x = trace;
}
