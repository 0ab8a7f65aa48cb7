BEGIN
{
	cpu += 1;
}
