BEGIN
{
	printf("%d", (void *)1);
}
