BEGIN
{
	x = sizeof int;
}
