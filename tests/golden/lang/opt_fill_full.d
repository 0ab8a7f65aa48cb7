int n;

tick-10ms
{
	/* a record is a header of 12 bytes and the int: eight are what the buffer holds */
	printf("%d\n", n);
	n++;
}

tick-1s
{
	printf("unreached\n");
	exit(0);
}
