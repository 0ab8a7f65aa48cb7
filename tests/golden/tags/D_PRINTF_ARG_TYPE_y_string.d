BEGIN
{
	printf("%Y\n", "x");
}
