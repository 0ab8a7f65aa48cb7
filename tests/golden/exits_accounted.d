/* What the toy guest did is what was recorded: its own account is svm-toy.account. */
#pragma D option quiet

vm::CPUID:exit, vm::IOIO:exit, vm::HLT:exit
{
	@[probefunc] = count();
}

/* its memory-mapped device is at 1 GiB; EXITINFO1 bit 1 tells a write */
vm::NPF:exit
/vmregs[VMX_GUEST_PHYSICAL_ADDRESS] == 0x40000000/
{
	@[vmregs[SVM_EXITINFO1] & 2 ? "MMIO write" : "MMIO read"] = count();
}

vm:::exit
{
	@["all"] = count();
}
