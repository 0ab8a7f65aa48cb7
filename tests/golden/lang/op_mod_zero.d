BEGIN
{
	x = 0;
	y = 1 % x;
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
