BEGIN
{
	printf("%s\n", (char *)1);
}
