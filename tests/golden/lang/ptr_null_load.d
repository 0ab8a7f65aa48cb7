BEGIN
{
	x = *(int *)NULL;
	printf("unreached\n");
}

ERROR
{
	printf("fault %d at %x\n", arg4, arg5);
	exit(0);
}
