int v[3];

BEGIN
{
	i = 5;
	v[i] = 1;
	printf("unreached\n");
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
