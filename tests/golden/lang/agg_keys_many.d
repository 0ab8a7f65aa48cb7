/* Aggregations have more keys than arrays: sixteen. */
BEGIN
{
	@a[1, 2, 3, 4, 5, 6, 7, 8, 9] = count();
	@b["a", 2, "c", 4, "e", 6, "g", 8, "i", 10, "k", 12, "m", 14, "o", 16] = sum(2);
	@b["a", 2, "c", 4, "e", 6, "g", 8, "i", 10, "k", 12, "m", 14, "o", 15] = sum(3);
	printa("%d%d%d%d%d%d%d%d%d %@d\n", @a);
	printa("%s%d%s%d%s%d%s%d%s%d%s%d%s%d%s%d %@d\n", @b);
	exit(0);
}
