BEGIN
{
	printf("done\n");
	exit(0);
}
