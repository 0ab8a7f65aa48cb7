int zero;

BEGIN
/1 / zero/
{
	printf("unreached\n");
}

BEGIN
{
	exit(0);
}

ERROR
{
	printf("action %d fault %d\n", arg2, arg4);
}
