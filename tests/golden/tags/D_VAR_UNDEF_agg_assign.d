BEGIN
{
	@a = sum(1);
	@a += 3;
}
