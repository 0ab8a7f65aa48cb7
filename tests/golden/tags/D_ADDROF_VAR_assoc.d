BEGIN
{
	a[1] = 1;
	y = &a[1];
}
