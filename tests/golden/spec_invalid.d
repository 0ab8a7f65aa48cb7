BEGIN
{
	speculate(2);
	printf("unreachable\n");
}

BEGIN
{
	commit(3);
}

BEGIN
{
	discard(-1);
}

ERROR
{
	printf("fault %d in action %d\n", arg4, arg2);
}

BEGIN
{
	exit(0);
}
