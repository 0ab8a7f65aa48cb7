/* The newest three rows stay, and are printed at the end. */
int n;

tick-1s
{
	trace(++n);
}

tick-1s
/n == 10/
{
	exit(7);
}
