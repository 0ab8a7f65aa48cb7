BEGIN
{
	/* what is speculated into no buffer is lost */
	speculate(0);
	printf("lost\n");
}

BEGIN
{
	commit(0);
}

BEGIN
{
	discard(0);
}

BEGIN
{
	exit(0);
}

END
{
	printf("end\n");
}
