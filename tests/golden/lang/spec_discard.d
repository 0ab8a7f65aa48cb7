BEGIN
{
	mine = speculation();
}

BEGIN
{
	speculate(mine);
	printf("dropped\n");
}

BEGIN
{
	discard(mine);
}

BEGIN
{
	commit(mine);
}

BEGIN
{
	exit(0);
}

END
{
	printf("end\n");
}
