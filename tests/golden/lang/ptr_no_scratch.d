BEGIN
{
	p = alloca(1000000000);
	printf("unreached\n");
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
