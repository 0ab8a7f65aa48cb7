BEGIN
{
	@[1] = sum(1);
	@[(int64_t)2] = sum(2);
	@[(char)3] = sum(3);
	printa("%d %@d\n", @);
	exit(0);
}
