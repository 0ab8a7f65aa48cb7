tick-100ms
/i < 5/
{
	i++;
	@[i % 2 ? "odd" : "even"] = count();
}

tick-2s
{
	printa("%s %@d\n", @);
	exit(0);
}
