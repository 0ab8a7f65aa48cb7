/* Told once for each clause and kind, by the events' order. */
#pragma D option quiet

tracepoint:toy::stack
{
	@[args->ips[1] != 0] = count();
}

tracepoint:toy::stack
{
	@all = count();
	@neg[args->ips[-1]] = count();
}
