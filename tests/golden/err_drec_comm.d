BEGIN
{
	x = speculation();
	commit(1);
	trace(1);
}
