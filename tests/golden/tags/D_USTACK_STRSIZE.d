BEGIN
{
	x = 1;
	ustack(1, x);
}
