/* Where the aggregation that decides ties, those behind it are next, then those before it. */
#pragma D option quiet
#pragma D option aggsortpos=1

BEGIN
{
	@a[1] = sum(2);
	@b[1] = sum(5);
	@c[1] = sum(1);
	@a[2] = sum(1);
	@b[2] = sum(5);
	@c[2] = sum(2);
	@a[3] = sum(0);
	@b[3] = sum(5);
	@c[3] = sum(1);
	printa("%d: %@d %@d %@d\n", @a, @b, @c);
	exit(0);
}
