BEGIN
{
	@a["x"] = count();
}

tick-1s
{
	printa("%s %@d\n", @a);
	clear(@a);
}

tick-2s
{
	exit(0);
}
