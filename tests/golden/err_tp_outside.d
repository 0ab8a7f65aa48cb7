inline int reason = args->exit_reason;
tracepoint:kvm::kvm_exit
{
	trace(reason);
}
