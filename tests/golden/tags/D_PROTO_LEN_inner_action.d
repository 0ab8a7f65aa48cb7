BEGIN
{
	x = strlen(trace());
}
