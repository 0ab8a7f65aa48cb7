tick-100ms
{
	@ = count();
}

tick-1s
/++n == 2/
{
	normalize(@, 2);
	printa("%@d a second\n", @);
	exit(0);
}
