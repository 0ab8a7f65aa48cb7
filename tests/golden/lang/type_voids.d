BEGIN
{
	p = (void *)0;
	q = (void *)8;
	printf("%d %d %d\n", p == NULL, q != p, (int)(uintptr_t)q);
	exit(0);
}
