BEGIN
{
	/* the result has the left operand's type */
	c = (char)1;
	printf("%d %d\n", sizeof (c << (int64_t)2), sizeof ((int64_t)1 << 1));
	exit(0);
}
