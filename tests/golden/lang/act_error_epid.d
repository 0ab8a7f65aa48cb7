int zero;

BEGIN
{
	mine = epid;
	x = 1 / zero;
}

ERROR
{
	printf("%d %s\n", arg1 == mine, probename);
	exit(0);
}
