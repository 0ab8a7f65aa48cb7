BEGIN
{
	x = strtoll("1", 1);
	printf("unreached\n");
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
