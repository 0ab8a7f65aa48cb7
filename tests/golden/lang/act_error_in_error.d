int zero;

BEGIN
{
	x = 1 / zero;
}

ERROR
{
	y = 2 / zero;
}

BEGIN
{
	printf("on\n");
	exit(0);
}
