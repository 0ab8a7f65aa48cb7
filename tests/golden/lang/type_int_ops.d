BEGIN
{
	c = (char)127;
	s = (short)32767;
	i = 2147483647;
	printf("%d %d\n", (char)(c + 1), (short)(s + 1));
	printf("%d %d\n", (int)(i + 1), (unsigned char)(c + 129));
	exit(0);
}
