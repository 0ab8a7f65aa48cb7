BEGIN
{
	x = 1;
	trace(vmregs[x]);
}
