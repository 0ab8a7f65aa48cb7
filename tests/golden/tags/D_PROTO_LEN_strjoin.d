BEGIN
{
	x = strjoin("a");
}
