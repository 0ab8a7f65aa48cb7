/* With -Z a tracepoint that was not recorded may be named, with any fields. */
#pragma D option quiet

tracepoint:kvm::kvm_page_fault
/args->name == "x" && args->error > 1/
{
	@[args->fault_address, args->ips[1]] = count();
	printf("%s %d %s", args->name, args->error, args);
}

tracepoint:kvm::kvm_exit
{
	@exits = count();
}
