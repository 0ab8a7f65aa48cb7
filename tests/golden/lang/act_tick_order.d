tick-500ms
{
	printf("half\n");
}

tick-1s
{
	printf("one\n");
	exit(0);
}
