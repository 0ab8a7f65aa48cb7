BEGIN
{
	x = 123$pid;
}
