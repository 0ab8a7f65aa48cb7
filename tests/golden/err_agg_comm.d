BEGIN
{
	x = speculation();
	commit(1);
	@=count();
}
