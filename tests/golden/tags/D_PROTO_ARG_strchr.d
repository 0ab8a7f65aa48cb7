BEGIN
{
	x = strchr("a", "a");
}
