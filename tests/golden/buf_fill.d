/* When three rows have filled the buffer the program ends; END has its own room. */
int n;

tick-1s
{
	trace(++n);
	@ = sum(n);
}

END
{
	printf(" %d", n);
}
