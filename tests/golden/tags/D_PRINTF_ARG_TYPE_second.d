BEGIN
{
	printf("%d %s %d\n", 1, "x", "y");
}
