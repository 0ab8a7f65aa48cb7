BEGIN
{
	pid();
}
