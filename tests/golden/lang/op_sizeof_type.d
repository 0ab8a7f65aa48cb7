BEGIN
{
	/* sizeof is a size_t: 8 bytes, unsigned */
	printf("%d %d\n", sizeof (sizeof (int)), sizeof (int) - 5 > 0);
	exit(0);
}
