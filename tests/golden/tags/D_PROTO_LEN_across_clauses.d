BEGIN
{
	a[1] = 1;
}

END
{
	a[1, 2] = 1;
}
