self int n;

BEGIN
{
	printf("%d ", self->n);
	self->n = 4;
	printf("%d ", self->n);
	self->n = 0;
	printf("%d\n", self->n);
	exit(0);
}
