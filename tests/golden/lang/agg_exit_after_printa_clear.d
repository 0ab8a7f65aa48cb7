tick-1s
{
	@a["x"] = count();
	printa(@a);
	trunc(@a);
}

tick-2s
{
	exit(0);
}
