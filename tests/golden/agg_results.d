/*
 * One value of each function; their ties and order are those of the program's text.
 */
#pragma D option quiet

BEGIN
{
	i = 0;
}

tick-1s
/i < 9/
{
	i++;
	@count = count();
	@sum = sum(i * -3);
	@min = min(i - 5);
	@max = max(i - 5);
	@avg = avg(i * i);
	@deviation = stddev(i * 100);
}

tick-10s
{
	exit(0);
}
