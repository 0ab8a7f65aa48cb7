BEGIN
{
	x = speculation();
	commit(1);
	commit(1);
}
