/* Patterns in every field; a field that all events have, in the widest of their types. */
tracepoint:[kt]*::
/args->vcpu_id == 1/
{
	@[probemod, probename, args->vcpu_id] = count();
}

tracepoint:*:*:*_exit, tracepoint:::sys_enter
{
	@flags[probeprov, probename, args->common_flags] = count();
}
