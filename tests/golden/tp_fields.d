/* Integers with their width and sign, strings, arrays; the row's thread, CPU and time. */
#pragma D option quiet

tracepoint:sched::sched_switch
/args->prev_comm == "swapper/1" && args->prev_state != 1/
{
	printf("%d %d %s %d: %s (%d, %d) to %s (%d)\n", timestamp, cpu, threadname, tid,
	    args->prev_comm, args->prev_pid, args->prev_prio, args->next_comm, args->next_pid);
}

tracepoint:sched::sched_process_exec
/args->filename > "/usr/bin/tool-3"/
{
	printf("%s %s %d %d %d\n", execname, basename(args->filename), strlen(args->filename),
	    args->pid, args->old_pid);
}

tracepoint:raw_syscalls::sys_enter
{
	@ioctls[args->id, args->args[1], args->args[5] % 2] = count();
	@last = max(args->args[args->args[0] - 7]);
}

tracepoint:toy::stack
{
	@negative[args->delta < 0] = count();
	@delta = min(args->delta);
	trace(args->delta);
}

END
{
	printf("\n");
}
