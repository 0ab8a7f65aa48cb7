int zero;

END
{
	x = 1 / zero;
}

ERROR
{
	printf("in END: %d\n", arg4);
}

BEGIN
{
	exit(0);
}
