BEGIN
{
	trace(vmregs[pid]);
}
