BEGIN
{
	@a[1][tick-1()] = count();
}
