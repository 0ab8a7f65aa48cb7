string m[int];

BEGIN
{
	m[1] = "one";
	printf("%s\n", m[1]);
}

BEGIN
{
	printf("%s\n", m[2]);
}

ERROR
{
	printf("fault %d at %x\n", arg4, arg5);
	exit(0);
}
