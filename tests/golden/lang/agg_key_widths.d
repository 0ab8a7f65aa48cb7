BEGIN
{
	@["int", 1] = count();
	@["long", 2] = count();
	printa("%s %d %@d\n", @);
	@w[(char)1, (short)2, 3, (int64_t)4] = count();
	printa(@w);
	exit(0);
}
