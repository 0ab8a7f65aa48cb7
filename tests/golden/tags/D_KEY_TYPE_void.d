BEGIN
{
	@b[trace(1)] = count();
}
