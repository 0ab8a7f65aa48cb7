/* The toy guest works in three address spaces with weights 1, 2 and 4. */
#pragma D option quiet

profile-997
/execname == "toyvmm"/
{
	@[pid, vmregs[VMX_GUEST_CR3]] = count();
}

END
{
	printa("%05d 0x%x %@d\n", @);
}
