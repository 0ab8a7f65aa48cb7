BEGIN
{
	n = 10;
}

tick-1s
{
	n--;
}

tick-1s
/n == 7/
{
	printf("%d\n", n);
	exit(0);
}

END
{
	printf("end %d\n", n);
}
