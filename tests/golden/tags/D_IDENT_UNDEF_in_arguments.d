BEGIN
{
	x = strlen(nosuch, 2);
}
