BEGIN
{
	/* several characters pack big-endian */
	printf("%x %x %x\n", 'ab', 'abc', 'abcd');
	printf("%x\n", 'abcdefgh');
	exit(0);
}
