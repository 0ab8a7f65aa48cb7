nosuch:::probe
{
	printf("never\n");
}

BEGIN
{
	printf("ok\n");
	exit(0);
}
