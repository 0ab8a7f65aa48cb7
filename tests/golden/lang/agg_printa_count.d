/* A count is a uint64_t to a conversion, any other result an int64_t. */
BEGIN
{
	@c = count();
	@s = sum(-1);
	printa("%@lu %@llx %@d %@+d %@5d|%-@5d|%05@d|%@i|% @d|\n", @c);
	printa("%@ld %@li %@llx %@d %@+d %@5d|%-@5d|%05@d|%@u\n", @s);
	exit(0);
}
