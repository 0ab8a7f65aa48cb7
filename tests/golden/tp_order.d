/* One order of all events: at the same time the module's come first. */
#pragma D option quiet

vm:::, tracepoint:::
/timestamp < 5000030000/
{
	printf("%d %d %s:%s\n", timestamp, cpu, probemod, probename);
}
