/* Without symbols an address stands for itself. */
BEGIN
{
	sym(0xffffffff81000000);
	umod(0);
	printf("%a|%-12a|%14a", 0x1234, 0xab, 0xffffffffc0000000);
	@[func(16), mod(0xfff0), 3] = count();
	@n[usym(5)] = sum(4);
	exit(0);
}

END
{
	printa(@);
	printa("%A %@d", @n);
}
