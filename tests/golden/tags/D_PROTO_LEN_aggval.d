BEGIN
{
	x = aggval();
}
