BEGIN
{
	tick-1();
}
