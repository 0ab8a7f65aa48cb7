/*
 * The default layout: a row a firing of a clause that records, aligned by size; none for
 * clauses that only store or aggregate.
 */
BEGIN
{
	trace((char)-1);
	trace((short)-1);
	trace(-1);
	trace((int64_t)-1);
	trace("text");
}

BEGIN
{
	x = 1;
	@a = count();
}

BEGIN
{
	printf("x is %d", x);
}

BEGIN
{
}

tick-1s
{
	printa(@a);
	exit(0);
}
