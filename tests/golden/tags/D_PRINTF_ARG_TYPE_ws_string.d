BEGIN
{
	printf("%ws", "wide");
}
