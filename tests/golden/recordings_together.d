/* Two recordings run one after the other by the wall clock; their ticks are their own. */
#pragma D option quiet

string last;

BEGIN
{
	begins++;
}

tick-4s
{
	printf("%s: tick after %s\n", execname, last);
}

vm:::exit
{
	last = execname;
	@[host, vmid, execname] = count();
	self->exits++;
	@most[execname] = max(self->exits);
}

END
{
	printf("%d begin, last %s\n", begins, last);
	printa("%s %d %s %@d\n", @);
	printa("%s %@d\n", @most);
}
