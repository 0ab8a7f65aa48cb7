/* When two rows have filled what END leaves of the buffer the program ends. */
int n;

tick-1s
{
	trace(++n);
}

END
{
	printf(" %d", n);
}
