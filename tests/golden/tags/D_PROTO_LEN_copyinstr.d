BEGIN
{
	x = copyinstr();
}
