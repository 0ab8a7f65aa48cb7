/*
 * An exit and what the host does then are one thread's: self-> is kept by the thread, though the
 * module and the tracepoints number tasks each in their own way.
 */
#pragma D option quiet

vm::HLT:exit
{
	self->hlt = timestamp;
}

tracepoint:sched::sched_switch
/self->hlt && args->prev_pid == tid/
{
	@away[args->prev_comm, args->next_comm] = quantize(timestamp - self->hlt);
	@hlts = count();
	self->hlt = 0;
}

tracepoint:sched::sched_switch
/args->next_pid != 0/
{
	@back[execname, args->next_comm] = count();
}

vm::HLT:exit
{
	@exits = count();
}
