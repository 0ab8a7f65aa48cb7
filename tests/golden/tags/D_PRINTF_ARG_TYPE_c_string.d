BEGIN
{
	printf("%c\n", "x");
}
