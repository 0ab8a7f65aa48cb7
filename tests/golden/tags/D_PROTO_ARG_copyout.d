BEGIN
{
	copyout((void *)1, "x", 3);
}
