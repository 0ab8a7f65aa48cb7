BEGIN
{
	printf("%Y", (void *)1);
}
