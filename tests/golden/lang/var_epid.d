BEGIN
{
	a = epid;
}

BEGIN
{
	printf("%d %d\n", a != epid, id);
	exit(0);
}
