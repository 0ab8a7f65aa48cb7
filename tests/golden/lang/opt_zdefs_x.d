syscall::read:entry
{
	printf("never\n");
}

BEGIN
{
	printf("ok\n");
	exit(0);
}
