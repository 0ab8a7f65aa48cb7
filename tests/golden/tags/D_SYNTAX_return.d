BEGIN
{
	return 1;
}
