BEGIN
{
	/* unsigned int op int is unsigned int, recorded as 4 bytes */
	printf("%d\n", 1u - 2);
	printf("%d\n", 1u - 2 < 0);
	printf("%d\n", sizeof (1u - 2));
	printf("%d\n", 1ul - 2l);
	exit(0);
}
