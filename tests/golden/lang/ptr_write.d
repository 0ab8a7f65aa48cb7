BEGIN
{
	p = (int *)alloca(sizeof (int));
	*p = 5;
	*p += 2;
	(*p)++;
	printf("%d\n", *p);
	exit(0);
}
