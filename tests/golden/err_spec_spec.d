BEGIN
{
	x = speculation();
	speculate(1);
	speculate(2);
}
