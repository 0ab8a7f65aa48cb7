vm:::exit,
tracepoint:kvm::kvm_exit
{
	@[args->vcpu_id] = count();
}
