BEGIN
{
	trace(vmregs[1, 2]);
}
