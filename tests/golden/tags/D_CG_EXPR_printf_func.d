BEGIN
{
	printf("%a", func(1));
}
