/* A guest's kernel that KASLR moved, by the symbols in the trace: functions, not addresses. */
profile-997
/cpl == 0/
{
	@[func(vmregs[VMX_GUEST_RIP])] = count();
	@modules[mod(arg0), cpl] = count();
	@places[arg0] = count();
}

vm::MSR:exit,
vm::HLT:exit
{
	@exits[sym(vmregs[VMX_GUEST_RIP]), exitname] = count();
}

END
{
	trunc(@, 10);
	printa(@);
	printa("%-20a %d %@d\n", @modules);
	printa(@exits);
	trunc(@places, 4);
	printa("%a %@d\n", @places);
}
