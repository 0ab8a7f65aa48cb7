/* count()'s values are uint64_t, the others' int64_t. */
BEGIN
{
	@c = count();
	@s = sum(-5);
	printa("%@lu %@lx %@llx %@d\n", @c);
	printa("%@ld %@li %@llx %@d\n", @s);
	exit(0);
}
