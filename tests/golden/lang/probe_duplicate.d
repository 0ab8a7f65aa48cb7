BEGIN,
BEGIN
{
	n++;
}

END
{
	printf("%d\n", n);
}

tick-1s
{
	exit(0);
}
