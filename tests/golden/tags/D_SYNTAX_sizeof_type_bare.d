BEGIN
{
	trace(sizeof size_t);
}
