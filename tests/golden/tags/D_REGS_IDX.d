BEGIN
{
	trace(vmregs[-1]);
}
