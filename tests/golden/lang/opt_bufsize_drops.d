int n;

tick-10ms
{
	printf("%d\n", n);
	n++;
}

tick-500ms
{
	/* exit() is a record, too: it waits for room, that is for the second's end */
	exit(0);
}
