BEGIN
{
	s = speculation();
}

BEGIN
{
	speculate(s);
	printf("held");
}

BEGIN
{
	commit(s);
}

BEGIN
{
	exit(0);
}
