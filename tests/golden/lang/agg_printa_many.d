/* As many aggregations as a program likes; each may come again. */
BEGIN
{
	@a = sum(1);
	@b = sum(2);
	@c = sum(3);
	@d = sum(4);
	@e = sum(5);
	@f = sum(6);
	@g = sum(7);
	@h = sum(8);
	@i = sum(9);
	printa(@a, @b, @c, @d, @e, @f, @g, @h, @i, @a, @b, @c, @d, @e, @f, @g, @h, @i);
	printa("%@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d %@d\n",
	    @a, @b, @c, @d, @e, @f, @g, @h, @i, @a, @b, @c, @d, @e, @f, @g, @h, @i);
	exit(0);
}
