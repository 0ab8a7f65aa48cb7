BEGIN
{
	printf("%a|%p|%A\n", 0x10, 0x10, 0x10);
	exit(0);
}
