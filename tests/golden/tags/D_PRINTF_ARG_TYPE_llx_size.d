BEGIN
{
	printf("%llx", sizeof(int));
}
