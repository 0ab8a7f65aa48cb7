BEGIN
{
	trace(offsetof(struct nosuch, x));
}
