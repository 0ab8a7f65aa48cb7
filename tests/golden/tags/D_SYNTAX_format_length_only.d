BEGIN
{
	printf("%l");
}
