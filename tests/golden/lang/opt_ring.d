int n;

tick-1s
/n < 3/
{
	printf("%d\n", n);
	n++;
}

tick-5s
{
	exit(0);
}
