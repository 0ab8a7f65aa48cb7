BEGIN
{
	@a();
}
