/* Ticks count from the start, come before rows of their time and in program order. */
#pragma D option quiet

vm:::exit
{
	exits++;
}

BEGIN
{
	start = timestamp;
}

tick-5s,
tick-4s
{
	printf("%s at %d ms: %d exits\n", probename, (timestamp - start) / 1000000, exits);
}

tick-10000ms
{
	printf("%s again: cpu %d, %s, arg0 %d, arg1 %d\n", probename, cpu, execname, arg0, arg1);
}

END
{
	printf("%d exits in %d ms\n", exits, (timestamp - start) / 1000000);
}
