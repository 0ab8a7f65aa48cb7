/*
 * Eight rows of twelve bytes and an int fill 128 bytes; they are emptied each second. A clause
 * without room does not run, whatever its predicate.
 */
int n, m;

tick-100ms
{
	m++;
}

tick-100ms
{
	trace(m);
}

tick-100ms
{
	trace(-1);
}

tick-1s
/n++ == 1/
{
	exit(0);
}
