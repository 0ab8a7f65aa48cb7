syscall::read:entry
{
	x = strlen();
}
