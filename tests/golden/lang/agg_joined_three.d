BEGIN
{
	@a[1] = sum(1);
	@b[1] = max(2);
	@c[1] = avg(3);
	printa("%d: %@d %@d %@d\n", @a, @b, @c);
	exit(0);
}
