tick-10ms
{
	@hits[t++ % 4 == 0 ? "fourth" : "other"] = count();
}

tick-1s
{
	normalize(@hits, 5);
	printa("%-8s %@5d\n", @hits);
	exit(0);
}

int t;
