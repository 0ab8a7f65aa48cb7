BEGIN
{
	print(@);
}
