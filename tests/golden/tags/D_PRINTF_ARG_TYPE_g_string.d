BEGIN
{
	printf("%g\n", "x");
}
