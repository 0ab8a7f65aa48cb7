BEGIN
{
	@[-1] = sum(1);
	@[1] = sum(2);
	@[0] = sum(3);
	printa("%d %@d\n", @);
	exit(0);
}
