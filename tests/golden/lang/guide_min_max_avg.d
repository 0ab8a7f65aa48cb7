int64_t x;

tick-10ms
/x < 10/
{
	x++;
	@low = min(x);
	@high = max(x);
	@mean = avg(x);
	@all = sum(x);
	@n = count();
}

tick-1s
{
	printa("%@d ", @low);
	printa("%@d ", @high);
	printa("%@d ", @mean);
	printa("%@d ", @all);
	printa("%@d\n", @n);
	exit(0);
}
