BEGIN
{
	p = (int *)NULL;
	q = (int *)16;
	printf("%d %d %d\n", !p, !q, p == NULL ? 1 : 2);
	exit(0);
}
