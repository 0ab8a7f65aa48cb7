/* Pairs of exit and entry by thread: as many as the toy guest asked for. */
vm::CPUID:exit, vm::HLT:exit, vm::IOIO:exit
{
	self->ts = timestamp;
	self->why = exitname;
}

vm:::entry
/self->ts/
{
	@[self->why, timestamp > self->ts] = count();
	self->ts = 0;
	self->why = NULL;
}

END
{
	printa("%-5s %d %@d\n", @);
}
