/* ERROR: what failed, in which action, and why. */
#pragma D option quiet

vm::IOIO:exit
{
	@ = count();
	x = 1 / ((vmregs[SVM_EXITINFO1] >> 16) - 0xf4); /* by port */
}

vm:::entry
/entries++ == 0/
{
	trace(vmregs[VMX_GUEST_CR3]);
}

ERROR
{
	printf("probe %d action %d fault %d address %d in %s\n", arg1, arg2, arg4, arg5,
	       execname);
}

END
{
	printa("%@d\n", @);
}
