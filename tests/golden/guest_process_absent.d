/* Entries hold no registers: a guest's process faults there, as any register does. */
#pragma D option quiet

vm:::entry
{
	@entries = count();
	printf("%x\n", guestproc);
	@never = count();
}

BEGIN
{
	trace(1 || guestproc);
	trace(guestproc);
}

END
{
	printa("%@d entries\n", @entries);
}
