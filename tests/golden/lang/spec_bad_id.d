BEGIN
{
	speculate(7);
	printf("lost\n");
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
