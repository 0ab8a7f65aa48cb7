BEGIN
{
	p = (char *)alloca(8);
	p[0] = 'x';
	p[1] = 'y';
	n = 2;
	tracemem(p, 8, n);
	exit(0);
}
