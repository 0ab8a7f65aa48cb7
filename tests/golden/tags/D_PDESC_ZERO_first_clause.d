nosuch
{
}

BEGIN
{
	x = strlen();
}
