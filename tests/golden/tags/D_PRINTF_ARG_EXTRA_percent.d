BEGIN
{
	printf("100%%\n", 1);
}
