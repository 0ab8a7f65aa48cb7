BEGIN
{
	x = 1;
	count();
}
