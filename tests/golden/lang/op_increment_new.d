BEGIN
{
	/* an unknown name that is incremented is an int64_t of 0 */
	printf("%d %d %d\n", n++, n, sizeof (n));
	printf("%d\n", --m);
	exit(0);
}
