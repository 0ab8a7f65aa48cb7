BEGIN
{
	printf("%lc", (char)'a');
}
