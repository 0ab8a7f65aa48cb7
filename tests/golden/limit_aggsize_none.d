/* Nor can there be aggregations without one. */
BEGIN
{
	@ = count();
}
