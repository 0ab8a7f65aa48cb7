BEGIN
{
	printf("%A", 0x10);
}
