BEGIN
{
	x = 3;
	exit(x * 2 + 1);
}
