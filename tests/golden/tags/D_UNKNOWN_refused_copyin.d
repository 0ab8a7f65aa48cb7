BEGIN
{
	x = copyin(1, 2);
}
