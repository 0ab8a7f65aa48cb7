BEGIN
{
	printf("%d %x %d\n", '\377', '\xff', (char)'\377');
	exit(0);
}
