BEGIN
{
	printf("%d %d %d\n", 0x7fffffff, 0xffffffff, 0xffffffffffffffff);
	printf("%d %d %d\n", sizeof (0x7fffffff), sizeof (0xffffffff), sizeof (0x100000000));
	printf("%d %d %d\n", 017, 0777, 00);
	printf("%d %d\n", 0xAbC, 0Xff);
	exit(0);
}
