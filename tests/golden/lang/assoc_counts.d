tick-1s
/n < 3/
{
	n++;
	hits[n % 2]++;
}

tick-4s
{
	printf("%d %d\n", hits[0], hits[1]);
	exit(0);
}

int n;
