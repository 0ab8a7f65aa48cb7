BEGIN
{
	printf("%d %d\n", getmajor(0x500000007), getminor(0x500000007));
	printf("%d %d\n", getmajor(42), getminor(42));
	exit(0);
}
