BEGIN
{
	/* what printa() printed is not printed again */
	@a = count();
	@b = sum(5);
	printa("%@d\n", @a);
	exit(0);
}
