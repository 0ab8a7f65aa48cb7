BEGIN
{
	printf("%d\n", strlen(NULL));
}

ERROR
{
	printf("fault %d at %x\n", arg4, arg5);
	exit(0);
}
