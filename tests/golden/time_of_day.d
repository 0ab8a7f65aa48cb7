/* The wall clock runs beside the monotonic one, and is printed in the time zone. */
#pragma D option quiet

BEGIN
{
	mono = timestamp;
	wall = walltimestamp;
	printf("%Y\n%T\n", walltimestamp, walltimestamp);
}

tick-1s
{
	printf("%d %Y\n", timestamp - mono, walltimestamp);
}

/* the clocks differ by far less than a row's way through the trace */
vm:::exit
{
	@[(walltimestamp - wall - (int64_t)(timestamp - mono)) / 1000000] = count();
}

tick-3s
{
	exit(0);
}
