profile-100
{
	n++;
}

tick-1s
{
	printf("%d\n", n);
	exit(0);
}
