int zero;

BEGIN
{
	x = 1 / zero;
	exit(0);
}

ERROR
{
	exit(4);
}
