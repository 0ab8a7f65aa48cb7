BEGIN
{
	self->n = 5;
}

tick-1s
{
	/* one thread on the empty trace */
	printf("%d\n", self->n);
	exit(0);
}

self int n;
