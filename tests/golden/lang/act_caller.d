BEGIN
{
	printf("%d %d %d %d\n", caller, ucaller, stackdepth, ustackdepth);
	exit(0);
}
