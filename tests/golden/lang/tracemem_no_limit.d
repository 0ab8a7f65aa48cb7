BEGIN
{
	p = (char *)alloca(4);
	p[0] = 'x';
	tracemem(p, 4, 0);
	tracemem(p, 4, -1);
	tracemem(p, 4, 5);
	exit(0);
}
