BEGIN
{
	@a = count();
	clear(@a);
	trunc(@a);
	printa("%@d\n", @a);
	printf("end\n");
	exit(0);
}
