BEGIN
{
	self->s = "x";
	self->s = 0;
	printf("[%s]\n", self->s);
}

ERROR
{
	printf("fault %d at %x\n", arg4, arg5);
	exit(0);
}
