/* An odd encoding is the high half of the 64-bit field before it; others do not exist. */
#pragma D option quiet

vm::NPF:exit
/vmregs[VMX_GUEST_PHYSICAL_ADDRESS] >= 0x40000000/
{
	@[vmregs[VMX_GUEST_PHYSICAL_ADDRESS], vmregs[VMX_GUEST_PHYSICAL_ADDRESS_HIGH]] = count();
}

profile-97
{
	@efer[vmregs[VMX_GUEST_IA32_EFER], vmregs[VMX_GUEST_IA32_EFER + 1]] = count();
}

/* the guest's CR3 is of natural width: it has no high half */
vm::IOIO:exit
{
	@cr3[vmregs[VMX_GUEST_CR3 + 1]] = count();
}
