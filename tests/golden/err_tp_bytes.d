tracepoint:toy::stack
{
	trace(args->blob);
}
