BEGIN
{
	x = (int)"text";
}
