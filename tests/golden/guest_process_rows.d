/* In the order of events, each kept for its vCPU's thread: when another process is on. */
#pragma D option quiet

self uint64_t on;

vm:::exit
/self->on != guestproc && cpl == 3/
{
	@[self->on, guestproc] = count();
	self->on = guestproc;
}

END
{
	printa("from 0x%x to 0x%x %@d\n", @);
}
