BEGIN
{
	y = &pid;
}
