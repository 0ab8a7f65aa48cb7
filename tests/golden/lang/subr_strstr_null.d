BEGIN
{
	printf("%s\n", strstr("abc", "z"));
}

ERROR
{
	printf("fault %d at %x\n", arg4, arg5);
	exit(0);
}
