syscall::read:entry
{
	speculate(1);
	@ = count();
}
