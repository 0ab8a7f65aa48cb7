BEGIN
{
	p = (char *)alloca(8);
	*(int *)(p + 1) = 1;
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
