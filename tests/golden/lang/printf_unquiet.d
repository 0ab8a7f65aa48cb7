BEGIN
{
	printf("one");
	printf("%d", 2);
	exit(0);
}
