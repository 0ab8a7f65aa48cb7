tick-1m { m++; }
tick-1min { minutes++; }

tick-5m
{
	printf("%d %d\n", m, minutes);
	exit(0);
}
