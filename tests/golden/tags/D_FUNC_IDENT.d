BEGIN
{
	1();
}
