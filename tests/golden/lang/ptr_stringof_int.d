BEGIN
{
	/* any scalar may be taken for a string's address */
	s = stringof(1);
	printf("unreached\n");
}

ERROR
{
	printf("fault %d at %x\n", arg4, arg5);
	exit(0);
}
