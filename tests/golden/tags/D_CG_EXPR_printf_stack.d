BEGIN
{
	printf("%k", stack(5));
}
