/* The probes of a live system are missed when the rest of the program has no error. */
syscall::read:entry
{
	stack();
}

BEGIN
{
	trace();
}
