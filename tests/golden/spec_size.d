/* Three rows of twelve bytes and an int fit; a clause whose row finds no room ends there. */
int n, kept, done;

BEGIN
{
	identity = speculation();
}

tick-1s
/n < 5/
{
	n++;
}

tick-1s
/n < 6 && !done/
{
	speculate(identity);
	trace(n);
	kept++;
}

tick-1s
/n == 5/
{
	done = 1;
	commit(identity);
}

tick-1s
/done/
{
	printf(" kept %d", kept);
	exit(0);
}
