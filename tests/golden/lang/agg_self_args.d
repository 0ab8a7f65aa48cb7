BEGIN
{
	self->v = 5;
	@[self->v] = sum(self->v * 2);
	printa("%d %@d\n", @);
	exit(0);
}
