BEGIN
{
	printf("%d %d\n", -2147483648, sizeof (-2147483648));
	printf("%d %d\n", 0x80000000, sizeof (0x80000000));
	printf("%d %d\n", -0x80000000, -1u);
	exit(0);
}
