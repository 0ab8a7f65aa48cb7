BEGIN
{
	printf("%s\n");
}
