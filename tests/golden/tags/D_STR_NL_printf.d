BEGIN
{
	printf("line
");
}
