/* What a row does not have faults: a value that was absent, an element that is not there. */
#pragma D option quiet

tracepoint:toy::stack
{
	this->first = args->ips[0];
	this->third = args->ips[2];
	@ok[this->first, this->third] = count();
}

tracepoint:sched::sched_process_exec
{
	@files[args->filename] = count();
}

tracepoint:sched::sched_switch
{
	@rip = max(vmregs[VMX_GUEST_RIP]);
}

ERROR
{
	@faults[arg3, arg4, arg5] = count();
}
