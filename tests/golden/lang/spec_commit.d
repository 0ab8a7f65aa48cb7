BEGIN
{
	mine = speculation();
}

BEGIN
{
	speculate(mine);
	printf("kept\n");
}

BEGIN
{
	printf("now\n");
}

BEGIN
{
	commit(mine);
}

BEGIN
{
	exit(0);
}
