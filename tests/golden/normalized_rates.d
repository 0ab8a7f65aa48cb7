/* Exits a second, by a factor that changes what is printed and nothing else. */
#pragma D option quiet

vm:::exit
{
	@[exitname] = count();
	@all = count();
}

tick-10s
{
	normalize(@, 10);
	normalize(@all, 10);
	printa("%s %@d/s\n", @);
	printa("%@d/s\n", @all);
	denormalize(@all);
	printa("%@d in 10 s\n", @all);
	exit(0);
}
