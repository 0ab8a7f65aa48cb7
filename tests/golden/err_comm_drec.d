BEGIN
{
	x = speculation();
	trace(1);
	commit(1);
}
