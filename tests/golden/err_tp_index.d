tracepoint:toy::stack
{
	@[args->delta[0]] = count();
}
