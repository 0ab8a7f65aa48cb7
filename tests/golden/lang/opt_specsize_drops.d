BEGIN
{
	s = speculation();
}

BEGIN
{
	speculate(s);
	printf("%d\n", 1);
}

BEGIN
{
	speculate(s);
	printf("%d %d %d %d %d %d %d\n", 1, 2, 3, 4, 5, 6, 7);
}

BEGIN
{
	commit(s);
}

BEGIN
{
	exit(0);
}
