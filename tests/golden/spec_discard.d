/* Identity 0 is none: a clause that speculates under it ends there, without an error. */
BEGIN
{
	a = speculation();
	b = speculation();
	c = speculation();
	printf("%d %d %d\n", a, b, c);
}

BEGIN
{
	speculate(a);
	printf("a\n");
}

BEGIN
{
	speculate(b);
	printf("b\n");
}

BEGIN
{
	speculate(c);
	x = 1;
	printf("never\n");
}

BEGIN
{
	discard(a);
	discard(c);
	commit(a);
}

BEGIN
{
	commit(b);
}

BEGIN
{
	printf("x is %d\n", x);
	exit(0);
}
