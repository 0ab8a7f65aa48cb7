BEGIN
{
	x = alloca();
}
