BEGIN
{
	*(int *)NULL = 1;
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
