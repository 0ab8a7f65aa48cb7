BEGIN
{
	src = (char *)alloca(8);
	dst = (char *)alloca(8);
	src[0] = 'o';
	src[1] = 'k';
	src[2] = 0;
	bcopy(src, dst, 8);
	printf("%s\n", stringof (dst));
	exit(0);
}
