/* The exit code of AMD SVM is there by its name; the reason of Intel VMX is not. */
#pragma D option quiet

vm:::exit
{
	@[exitname, arg0, vmregs[SVM_EXITCODE]] = count();
}

vm:::exit
{
	@vmx[vmregs[VMX_VM_EXIT_REASON]] = count();
}
