uint64_t n;

tick-1s
{
	t[n] = timestamp;
	n++;
}

tick-1s
/n == 3/
{
	printf("%d %d\n", t[1] - t[0], t[2] - t[1]);
	exit(0);
}
