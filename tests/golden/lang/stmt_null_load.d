BEGIN
{
	*(char *)NULL;
}

ERROR
{
	printf("fault %d action %d\n", arg4, arg2);
	exit(0);
}
