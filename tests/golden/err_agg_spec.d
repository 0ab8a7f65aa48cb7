BEGIN
{
	x = speculation();
	speculate(1);
	@=count();
}
