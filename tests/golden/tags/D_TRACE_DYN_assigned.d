/* Nor one to be traced. */
BEGIN
{
	trace(@a = count());
	exit(0);
}
