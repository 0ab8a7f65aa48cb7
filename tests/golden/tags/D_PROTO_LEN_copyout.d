BEGIN
{
	copyout(1, 2);
}
