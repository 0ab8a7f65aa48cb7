BEGIN
{
	printf("%.*s\n", "x", "y");
}
