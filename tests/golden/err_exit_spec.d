BEGIN
{
	x = speculation();
	speculate(1);
	exit(0);
}
