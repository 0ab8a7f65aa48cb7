struct s { int a; int b; };

BEGIN
{
	x = ((struct s *)NULL)->b;
}

ERROR
{
	printf("fault %d at %x\n", arg4, arg5);
	exit(0);
}
