BEGIN
{
	a[trace(1)] = 1;
}
