/*
 * A process of an isolated guest has two page tables and one guestproc: user mode and the kernel
 * share keys that the register has apart.
 */
#pragma D option quiet

profile-199
{
	@raw[vmregs[VMX_GUEST_CR3]] = count();
	@[guestproc] = count();
}

profile-199
/cpl == 3/
{
	@user[guestproc, vmregs[VMX_GUEST_CR3] - guestproc] = count();
}

profile-199
/cpl < 3 && guestproc == 0x2a1c000/
{
	@kernel[guestproc, vmregs[VMX_GUEST_CR3] - guestproc] = count();
}

END
{
	printa("register 0x%x %@d\n", @raw);
	printa("process 0x%x %@d\n", @);
	printa("user 0x%x + 0x%x %@d\n", @user);
	printa("kernel 0x%x + 0x%x %@d\n", @kernel);
}
