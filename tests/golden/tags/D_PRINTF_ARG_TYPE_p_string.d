BEGIN
{
	printf("%p\n", "x");
}
