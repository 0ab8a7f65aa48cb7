BEGIN
{
	ftruncate();
	printf("done\n");
	exit(0);
}
