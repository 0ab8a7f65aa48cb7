tick-100ms
{
	events++;
	@[events % 3] = count();
}

tick-1s
{
	exit(0);
}

END
{
	printf("%d events\n", events);
	printa("%d %@d\n", @);
}
