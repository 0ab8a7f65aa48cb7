BEGIN
{
	trace(vmregs[VMX_GUEST_CR3, 1]);
}
