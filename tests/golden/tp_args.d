/* argN are the first fields of the event's own: 0 beyond them, and a fault where it is no integer. */
#pragma D option quiet

tracepoint:sched::sched_switch
{
	@switch[arg1, arg2, arg3, arg5, arg6, arg7, arg9] = count();
}

tracepoint:kvm::kvm_exit
{
	@exit[arg0, arg2, arg7] = count();
}

tracepoint:sched::sched_switch
{
	@text[arg0] = count();
}
