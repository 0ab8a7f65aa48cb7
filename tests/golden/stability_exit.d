vm:::exit
{
	@exits = count();
}

dtrace:::END
{
	printa("%@d\n", @exits);
}
