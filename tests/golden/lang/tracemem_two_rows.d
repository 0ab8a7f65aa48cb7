BEGIN
{
	p = (char *)alloca(20);
	p[0] = 'A';
	p[15] = 'P';
	p[16] = 'Q';
	p[19] = 0xff;
	tracemem(p, 20);
	exit(0);
}
