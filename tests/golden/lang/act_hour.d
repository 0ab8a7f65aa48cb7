tick-1m
{
	n++;
}

END
{
	/* without exit() the empty trace lasts an hour */
	printf("%d\n", n);
}
