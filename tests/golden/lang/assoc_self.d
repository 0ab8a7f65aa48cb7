BEGIN
{
	self->a["x", 1] = 5;
	printf("%d %d\n", self->a["x", 1], self->a["x", 2]);
	exit(0);
}
