self int n;
self string s;

BEGIN
{
	printf("%d\n", self->n);
	self->n = 3;
	self->s = "own";
	printf("%d %s\n", self->n, self->s);
	exit(0);
}
