BEGIN
{
	y = *5;
}
