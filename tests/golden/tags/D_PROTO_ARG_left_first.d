BEGIN
{
	x = strjoin(1, 2);
}
