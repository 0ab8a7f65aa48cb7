/* A register that is not there faults: the clause ends, what it did before stays. */
#pragma D option quiet

int n;

vm::HLT:exit
{
	n++;
	printf("%x\n", vmregs[VMX_GUEST_PHYSICAL_ADDRESS]);
	@never = count();
}

vm:::exit
/vmregs[VMX_GUEST_PHYSICAL_ADDRESS] >= 0/
{
	@faults = count();
}

END
{
	printf("%d HLT\n", n);
	printa("%@d have an address\n", @faults);
}
