BEGIN
{
	x = inet_ntoa("x");
}
