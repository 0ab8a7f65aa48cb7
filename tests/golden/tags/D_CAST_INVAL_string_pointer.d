BEGIN
{
	x = (char *)"text";
}
