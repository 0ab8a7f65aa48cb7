int errors;
int zero;

ERROR
{
	printf("error: action %d fault %d address %x\n", arg2, arg4, arg5);
	errors++;
}

BEGIN
{
	y = 1 / zero;
}

BEGIN
{
	printf("errors %d\n", errors);
	exit(0);
}
