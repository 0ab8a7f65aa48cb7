/* From each exit to its entry, by thread-local variables. */
#pragma D option quiet

vm:::exit
{
	self->ts = timestamp;
	self->why = exitname;
}

vm:::entry
/self->ts/
{
	@n[self->why] = count();
	@sum[self->why] = sum(timestamp - self->ts);
	@mean[self->why] = avg(timestamp - self->ts);
	@max[self->why] = max(timestamp - self->ts);
	self->ts = 0;
	self->why = 0;
}

END
{
	printa("%-6s %@6d %@11d %@9d %@9d\n", @n, @sum, @mean, @max);
}
