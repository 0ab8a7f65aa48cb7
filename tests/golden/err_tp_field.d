tracepoint:kvm::
{
	@[args->guest_rip] = count();
}
