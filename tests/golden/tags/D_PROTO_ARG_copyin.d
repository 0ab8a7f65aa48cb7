BEGIN
{
	x = copyin("x", 2);
}
