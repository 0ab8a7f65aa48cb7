tracepoint:toy::stack
{
	@[args->ips] = count();
}
