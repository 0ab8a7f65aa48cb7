1
{
	printf("begin\n");
	exit(0);
}
