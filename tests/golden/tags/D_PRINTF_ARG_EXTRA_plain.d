BEGIN
{
	printf("text\n", 1);
}
