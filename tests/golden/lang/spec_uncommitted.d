BEGIN
{
	s = speculation();
}

BEGIN
{
	speculate(s);
	printf("never committed\n");
}

BEGIN
{
	exit(0);
}
