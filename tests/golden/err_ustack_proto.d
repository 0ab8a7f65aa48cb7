BEGIN
{
	ustack(5,6,7);
}
