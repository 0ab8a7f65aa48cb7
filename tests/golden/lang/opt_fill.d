BEGIN
{
	printf("a\n");
}

tick-1s
{
	printf("b\n");
	exit(0);
}
