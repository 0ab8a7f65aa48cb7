tracepoint:kvm::kvm_page_fault
{
	@[args->fault_address] = count();
}
