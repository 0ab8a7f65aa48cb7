BEGIN
{
	x = $$2;
}
