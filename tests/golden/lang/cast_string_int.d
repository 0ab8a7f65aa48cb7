BEGIN
{
	printf("%s\n", (string)2);
}

ERROR
{
	printf("fault %d at %x\n", arg4, arg5);
	exit(0);
}
