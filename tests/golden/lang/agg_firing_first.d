BEGIN
{
	/* what one firing adds, it adds before it prints */
	@ = sum(1);
	printa("%@d\n", @);
	@ = sum(2);
	exit(0);
}
