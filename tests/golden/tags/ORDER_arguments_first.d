/* An argument that nothing names is found before the clauses are looked at. */
BEGIN
{
	trace(nobody);
}
