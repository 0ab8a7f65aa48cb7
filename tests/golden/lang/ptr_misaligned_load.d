BEGIN
{
	p = (char *)alloca(8);
	p[1] = 1;
	p[2] = 2;
	printf("%x\n", *(short *)(p + 1));
	exit(0);
}
