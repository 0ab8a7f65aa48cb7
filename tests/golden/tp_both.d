/* Exits are counted alike by the module and by kvm's tracepoint. */
#pragma D option quiet

vm:::exit
{
	@exits[vmregs[SVM_EXITCODE]] = count();
	self->exit = timestamp;
}

tracepoint:kvm::kvm_exit
/self->exit/
{
	@traced[args->exit_reason] = count();
	@late[timestamp - self->exit] = count();
	self->exit = 0;
}
