BEGIN
{
	@a = median(1);
}
