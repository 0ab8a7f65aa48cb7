/* The whole event as the kernel's tools print it: a string like any other. */
#pragma D option quiet
#pragma D option strsize=512

int n;

tracepoint:kvm::kvm_exit
/args->exit_reason == 0x7b && cpu == 0/
{
	trace(args);
	printf("\n");
}

tracepoint:sched::
/cpu == 1/
{
	printf("%s: %s\n", probename, stringof(*args));
}

tracepoint:raw_syscalls::, tracepoint:toy::stack
{
	@[args] = count();
}

tracepoint:kvm::kvm_entry
/n++ < 2/
{
	print(*args);
	@length = max(strlen(args));
}
