BEGIN
{
	printf("%a\n", "x");
}
