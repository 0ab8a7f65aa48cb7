int zero;

BEGIN
{
	x = 1 / zero;
}

ERROR
{
	y = 1 / zero;
}

BEGIN
{
	exit(0);
}
