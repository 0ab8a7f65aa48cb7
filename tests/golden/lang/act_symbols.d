BEGIN
{
	printf("%a|%p\n", 0x10, 0x10);
	@[usym(0x10), sym(0x20)] = count();
	printa("%A|%a|%@d\n", @);
	exit(0);
}
