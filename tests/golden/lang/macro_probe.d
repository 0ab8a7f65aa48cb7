$1
{
	printf("begin\n");
}

tick-$2
{
	printf("tick\n");
	exit(0);
}
