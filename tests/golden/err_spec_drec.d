BEGIN
{
	x = speculation();
	trace(1);
	speculate(1);
}
