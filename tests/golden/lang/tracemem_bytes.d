BEGIN
{
	p = (char *)alloca(4);
	p[0] = 'a';
	p[1] = 'b';
	p[2] = 1;
	tracemem(p, 4);
	exit(0);
}
