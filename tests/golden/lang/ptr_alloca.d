BEGIN
{
	p = (int *)alloca(4 * sizeof (int));
	p[0] = 1;
	p[3] = 4;
	*(p + 1) = 2;
	printf("%d %d %d %d\n", p[0], p[1], p[2], p[3]);
	exit(0);
}
