BEGIN
{
	x = inet_ntop(2);
}
