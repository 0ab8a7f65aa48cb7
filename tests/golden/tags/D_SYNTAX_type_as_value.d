BEGIN
{
	trace(uint32_t);
}
