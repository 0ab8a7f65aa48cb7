BEGIN
{
	x = speculation();
	commit(1);
	speculate(1);
}
