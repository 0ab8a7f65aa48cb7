tracepoint:kvm::kvm_exit
{
	args->exit_reason = 1;
}
