BEGIN
{
	y = *execname;
}
