BEGIN
{
	printf("%x\n", "x");
}
