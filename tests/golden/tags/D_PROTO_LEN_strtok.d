BEGIN
{
	x = strtok("a");
}
