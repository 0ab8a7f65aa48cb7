BEGIN
{
	@a = count();
	printa("%@ld", @a);
}
