profile-97hz
/execname == "qemu-kvm"/
{
	@[pid, vmregs[VMX_GUEST_CR3]] = count();
}

tick-10s
{
	printa("%05d 0x%x %@d\n", @);
	exit(0);
}
