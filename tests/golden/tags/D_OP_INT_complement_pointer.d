BEGIN
{
	x = ~(char *)1;
}
