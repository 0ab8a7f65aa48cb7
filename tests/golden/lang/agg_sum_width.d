BEGIN
{
	/* an int expression is summed in the register's 64 bits */
	x = 2147483647;
	@ = sum(x + 1);
	printa("%@d\n", @);
	exit(0);
}
