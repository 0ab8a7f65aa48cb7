tracepoint:sched::
{
}
