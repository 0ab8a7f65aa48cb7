/* An assignment to an aggregation has no value that could be an operand. */
BEGIN
{
	@a = count(), @b = count();
	exit(0);
}
