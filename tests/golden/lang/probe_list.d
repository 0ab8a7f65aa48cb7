tick-1s,
tick-2s
{
	n++;
}

tick-2s
{
	printf("%d\n", n);
	exit(0);
}
