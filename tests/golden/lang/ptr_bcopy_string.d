BEGIN
{
	/* a string's characters can be copied out of it */
	dst = (char *)alloca(16);
	bcopy("hello", dst, 6);
	dst[0] = 'j';
	printf("%s\n", stringof (dst));
	exit(0);
}
