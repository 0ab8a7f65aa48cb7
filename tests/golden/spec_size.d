/* Three rows of twelve bytes and an int fit. */
int n;

BEGIN
{
	identity = speculation();
}

tick-1s
/n < 5/
{
	speculate(identity);
	trace(++n);
}

tick-1s
/n == 5/
{
	commit(identity);
}

tick-1s
/n == 5/
{
	exit(0);
}
