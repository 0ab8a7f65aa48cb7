BEGIN
{
	printf("%P", (short)22);
}
