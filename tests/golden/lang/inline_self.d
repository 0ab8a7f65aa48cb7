self int n;
inline int mine = self->n + 1;

BEGIN
{
	self->n = 4;
	printf("%d\n", mine);
	exit(0);
}
