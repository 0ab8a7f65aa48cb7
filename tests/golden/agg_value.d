/* The value at that moment, as printa() would show it; 0 where there is no such key. */
int n;

BEGIN
{
	@plain = count();
	@plain = count();
	@sums["a", 1, (char)'x'] = sum(-5);
	@sums["b", 2, (char)'y'] = sum(70);
	@low[1] = min(3);
	@low[1] = min(-3);
	@high = max(12);
	@mean = avg(3);
	@mean = avg(6);
	@spread = stddev(2);
	@spread = stddev(6);
	@p = percentile(7, 50);
	printf("%d %d %d %d\n", aggval(@plain), aggval(@sums, "a", 1, (char)'x'),
	    aggval(@sums, "b", 2, (char)'y'), aggval(@sums, "a", 2, (char)'x'));
	printf("%d %d %d %d %d %d\n", aggval(@low, 1), aggval(@low, 2), aggval(@high),
	    aggval(@mean), aggval(@spread), aggval(@p));
}

/* Keys take the types of the first use. */
BEGIN
{
	@narrow[(uint8_t)200, (int64_t)-1] = count();
	printf("%d %d %d\n", aggval(@narrow, 456, -1), aggval(@narrow, 200, 0xffffffff),
	    aggval(@narrow, 200, (int64_t)-1));
}

/* In predicates, arithmetic and assignments; a clause sees its own updates. */
tick-1ms
/aggval(@turns, "t") < 5/
{
	@turns["t"] = count();
	n = aggval(@turns, "t") * 10 + (aggval(@turns, "none") || aggval(@turns, "t") == 5);
	trace(n);
}

tick-5ms
{
	normalize(@turns, 2);
	printf("normalized %d", aggval(@turns, "t"));
}

tick-5ms
{
	printf("normalized %d", aggval(@turns, "t"));
	denormalize(@turns);
}

tick-5ms
{
	printf("again %d", aggval(@turns, "t"));
	clear(@turns);
}

tick-5ms
{
	printf("cleared %d", aggval(@turns, "t"));
	trunc(@turns);
}

tick-5ms
{
	printf("gone %d", aggval(@turns, "t"));
	exit(aggval(@high));
}
