BEGIN
{
	p = (char *)alloca(4);
	p[0] = 0x11;
	p[1] = 0x22;
	p[2] = 0x33;
	p[3] = 0x44;
	printf("%x\n", *(int *)p);
	exit(0);
}
