/* Row by row: when a vCPU goes over from one of the guest's processes to another. */
#pragma D option quiet

self int pid;
self string comm;
int n;
uint64_t start;

profile-997
/!start/
{
	start = timestamp;
}

profile-997
/guestpid >= 0 && guestpid != self->pid && n < 25/
{
	n++;
	printf("%5d ms: %s (%d) in %s after %s\n", (timestamp - start) / 1000000, guestcomm,
	    guestpid, guestfunc, self->comm == NULL ? "nobody" : self->comm);
	self->pid = guestpid;
	self->comm = guestcomm;
}

vm::HLT:exit, vm::MSR:exit
{
	@[guestcomm] = count();
}

tick-2s
{
	printa("%s %@d\n", @);
	clear(@);
}
