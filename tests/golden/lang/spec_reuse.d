BEGIN
{
	self->s = speculation();
}

BEGIN
{
	speculate(self->s);
	printf("first\n");
}

BEGIN
{
	commit(self->s);
}

tick-2s
{
	self->s = speculation();
	printf("%d\n", self->s);
	exit(0);
}
